// What is to be seen, as plain groups that a map, a PNG and an SVG all draw: {id, kind, items, …}.
//
// kind "fill":   items {id, polygons: of rings, the first outside and the others holes}; colours id -> colour, strength id -> 0…1
// kind "line":   items {line}; colour, width, dash, halo
// kind "circle": items {id, at, radius}; colours id -> fill; colour of the rim, width
// kind "mark":   items {id, at}; a small triangle
// kind "label":  items {id, at, text, weight, size, gap}; those that weigh more come first
// A group whose items are the very same array as before needs no new geometry, only its colours.

import { of } from "../words.js";
import { cellsOf } from "./cells.js";
import { BEYOND, CLOSED, DRAWN, EDGE, INK, OPENED, ROADS, TRACKS, WITHIN, radiusOf } from "./look.js";
import { changeColour, minuteColour, savedMinutes } from "./scales.js";

const FAR = 3.6; // radius of places outside, whose people aren't counted here

const lineOf = (row) => row.line ?? [row.from, row.to];

/** Return the groups that no state changes: all made once. */
export function fixedGroups(region) {
  const groups = [];
  for (const name of Object.keys(ROADS).reverse()) {
    const rows = region.roads.filter((road) => road.open && road.class === name);
    groups.push({ id: `roads-${name}`, kind: "line", items: rows.map((row) => ({ line: lineOf(row) })), ...ROADS[name] });
  }
  for (const [name, look] of Object.entries(TRACKS)) {
    const rows = region.tracks.filter((track) => track.kind === name);
    groups.push({ id: `tracks-${name}`, kind: "line", items: rows.map((row) => ({ line: lineOf(row) })), ...look });
  }
  const stations = region.stations.filter((each) => each.open);
  groups.push({
    id: "stations", kind: "circle", colour: "#2f3e55", width: 1, fill: "#ffffff",
    items: stations.map((each) => ({ id: each.id, at: [each.lon, each.lat], radius: 1.7 })),
  });
  groups.push({
    id: "airports", kind: "mark", colour: INK,
    items: region.airports.filter((each) => each.open).map((each) => ({ id: each.id, at: [each.lon, each.lat] })),
  });
  return groups;
}

/** Return the polygons of each place in the cluster: outlines where the region has them, else cells. */
export function areasOf(region) {
  const cells = cellsOf(region.places);
  return region.places
    .map((place, at) => ({ id: place.id, polygons: region.outlines?.[place.id] ?? [[cells[at]]] }))
    .filter((_, at) => region.places[at].inside);
}

/** Return the points at which a trip can leave the network, to be coloured by minutes. */
export const pointsOf = (region) =>
  region.points.map((point) => ({ id: `p${point.row}`, at: [point.lon, point.lat], radius: 2.3 }));

/** Return the colours of these points: those beyond the hour, and all where none are told, aren't seen. */
export function pointColours(region, reach, state) {
  const { before, after } = reach ?? {};
  const shown = state.show === "before" ? before : after;
  const unseen = "rgba(0,0,0,0)";
  return new Map(region.points.map(({ row }) => {
    const value = shown?.[row] ?? null;
    if (value === null || value > state.minutes) return [`p${row}`, unseen];
    if (state.show !== "difference") return [`p${row}`, minuteColour(value)];
    const same = Math.abs(savedMinutes(before[row], value)) < 0.5;
    return [`p${row}`, same ? unseen : changeColour(before[row], value)];
  }));
}

/** Return the circles of seats, whose area is the people who live there. */
export const seatsOf = (region) =>
  region.places.map((place) => ({
    id: place.id, at: [place.lon, place.lat], radius: place.inside ? radiusOf(place.population) : FAR,
  }));

/** Return the colours and strengths of places by their minutes: {colours, strength}. */
export function paintOf(region, answer, state) {
  const colours = new Map();
  const strength = new Map();
  region.places.forEach((place, at) => {
    const before = answer?.minutes.before[at] ?? null;
    const after = answer?.minutes.after[at] ?? null;
    const shown = state.show === "before" ? before : after;
    colours.set(place.id, state.show === "difference" ? changeColour(before, after) : minuteColour(shown));
    strength.set(place.id, shown !== null && shown <= state.minutes ? WITHIN : BEYOND);
    if (state.show === "difference") strength.set(place.id, Math.abs(savedMinutes(before, after) ?? 0) < 0.5 ? BEYOND : WITHIN);
  });
  return { colours, strength };
}

/** Return how a place stands to the hour: "kept", "came", "went" or "outside". */
export function standing(answer, at, limit) {
  const within = (value) => value !== null && value !== undefined && value <= limit;
  const [before, after] = [within(answer?.minutes.before[at]), within(answer?.minutes.after[at])];
  if (before && after) return "kept";
  if (after) return "came";
  return before ? "went" : "outside";
}

export const STANDING = { kept: INK, came: OPENED, went: "#e66101", outside: "#ffffff" };

/** Return the fill of seats by how they stand to the hour; of places outside by their change, where that is shown. */
export const standingColours = (region, answer, state) =>
  new Map(region.places.map((place, at) => [place.id, state.show === "difference" && !place.inside
    ? changeColour(answer?.minutes.before[at] ?? null, answer?.minutes.after[at] ?? null)
    : STANDING[standing(answer, at, state.minutes)]]));

/** Return the lines that a state opens and closes, and those drawn by hand. */
export function changedGroups(region, answer, drawn) {
  const rowsOf = (names) => [
    ...(names?.roads ?? []).map((row) => region.roads[row]),
    ...(names?.tracks ?? []).map((row) => region.tracks[row]),
  ].filter(Boolean).map((row) => ({ line: lineOf(row) }));
  return [
    { id: "closed", kind: "line", items: rowsOf(answer?.closed), colour: CLOSED, width: 2.4, dash: [2, 3], halo: 4.4 },
    { id: "opened", kind: "line", items: rowsOf(answer?.opened), colour: OPENED, width: 2.8, halo: 5 },
    { id: "drawn", kind: "line", items: drawn.map((line) => ({ line })), colour: DRAWN, width: 3, dash: [7, 3], halo: 5.4 },
  ];
}

/** Return the edges of what one reaches within the minutes: before, after, or both where the difference is shown. */
export function edgeGroups(edges, { show }) {
  const items = (when) => (edges && (show === when || show === "difference") ? edges[when] : []).map((line) => ({ line }));
  return [
    { id: "edge-before", kind: "line", items: items("before"), ...EDGE, dash: [3, 3] },
    { id: "edge-after", kind: "line", items: items("after"), ...EDGE },
  ];
}

/** Return the names of places, the largest first. */
export function namesOf(region) {
  return region.places.map((place) => ({
    id: place.id, at: [place.lon, place.lat], text: of(place), size: place.seat ? 14 : 11.5,
    weight: (place.seat ? 1e9 : 0) + (place.inside ? 1e8 : 0) + (place.population || 0),
    gap: (place.inside ? radiusOf(place.population) : FAR) + 2,
  }));
}

/** Return names of airports. */
export const airportNames = (region) =>
  region.airports.filter((each) => each.open).map((each) => ({
    id: each.id, at: [each.lon, each.lat], text: of(each), size: 10.5, weight: 1, gap: 7,
  }));
