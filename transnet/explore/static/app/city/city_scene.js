// What is to be seen of a city: areas by time, roads, lines, stops, and where one starts.

import { DRAWN, INK } from "../map/look.js";

const CLASSES = ["#7b4a8f", "#6d76ad", "#5d9ab0", "#62bf9c", "#a3dd80", "#f4e96a"];
const BEYOND = 0.3; // of a colour beyond the minutes chosen, over white
const ROAD_LOOK = {
  motorway: { colour: "#8d7a60", width: 2 }, trunk: { colour: "#a3947c", width: 1.6 }, primary: { colour: "#b0a591", width: 1.2 },
  secondary: { colour: "#bdb4a5", width: 0.9 }, tertiary: { colour: "#c9c2b5", width: 0.7 },
};
const MINOR = { colour: "#d6d0c5", width: 0.5 };
const RAILS = ["rail", "metro", "subway", "tram", "monorail", "light_rail"];

/** Return the classes of minutes of a means: {colour, within}. */
export const classesOf = (within) => within.map((each, at) => ({ colour: CLASSES[at % CLASSES.length], within: each }));

/** Return the groups that no click changes. */
export function cityGroups(city) {
  const groups = [];
  const classes = [...new Set(city.roads.map((road) => road.class))].reverse();
  for (const name of classes) {
    groups.push({ id: `roads-${name}`, kind: "line", items: city.roads.filter((road) => road.class === name), ...(ROAD_LOOK[name] ?? MINOR) });
  }
  const isRail = (route) => RAILS.includes(route.mode);
  groups.push({ id: "buses", kind: "line", items: city.routes.filter((route) => !isRail(route)), colour: "#5b6f8f", width: 0.8 });
  groups.push({ id: "rails", kind: "line", items: city.routes.filter(isRail), colour: "#2f3e55", width: 2.2 });
  groups.push({
    id: "stops", kind: "circle", colour: "#2f3e55", width: 0.8, fill: "#ffffff",
    items: city.stops.map((stop) => ({ id: `s${stop.row}`, at: [stop.lon, stop.lat], radius: 1.6 })),
  });
  return groups;
}

/** Return the areas of an answer, the largest first, so that each covers what it holds of the next. */
export function areaGroup(answer, state) {
  const classes = classesOf(answer?.within ?? []);
  const areas = state.show === "before" && answer?.before ? answer.before.areas : answer?.areas;
  const items = (areas ?? []).map((polygons, at) => ({ id: `a${at}`, polygons })).reverse();
  const colours = new Map(classes.map(({ colour, within }, at) => [`a${at}`, within <= state.minutes ? colour : pale(colour)]));
  return { id: "areas", kind: "fill", items, colours, strength: new Map(items.map(({ id }) => [id, 1])), colour: "#ffffff", width: 0.6 };
}

/** Return where one starts, and where one goes. */
export const endsGroup = ({ at, to }) => [
  { id: "goal", kind: "circle", items: to ? [{ id: "goal", at: to, radius: 6 }] : [], fill: "#ffffff", colour: INK, width: 3 },
  { id: "start", kind: "circle", items: at ? [{ id: "start", at, radius: 6 }] : [], fill: "#c4122f", colour: INK, width: 2 },
];

/** Return lines that were drawn, each [[lon, lat], …]. */
export const drawnGroup = (lines) =>
  ({ id: "drawn", kind: "line", items: lines.map((line) => ({ line })), colour: DRAWN, width: 3, dash: [7, 3], halo: 5.4 });

export function pale(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `#${parts.map((each) => Math.round(BEYOND * each + (1 - BEYOND) * 250).toString(16).padStart(2, "0")).join("")}`;
}
