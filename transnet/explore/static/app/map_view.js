// The map of the region: its scene by state and answer, and what a click on it does.

import { el, replace } from "./dom.js";
import { createMapFrame } from "./map_frame.js";
import { INK } from "./map/look.js";
import { kmPerPixel, projection } from "./map/mercator.js";
import { airportNames, areasOf, changedGroups, edgeGroups, fixedGroups, namesOf, paintOf, pointColours, pointsOf, seatsOf, standingColours } from "./map/scene.js";
import { legendOf } from "./panels/legend.js";
import { nearest } from "./region.js";
import { minutes, of, people, say } from "./words.js";

const CLICK = 22; // pixels from a seat within which a click means it

export function createMapView(app) {
  const tip = el("div", { class: "tip", hidden: true });
  const { region } = app;
  const [areas, seats, points, fixed] = [areasOf(region), seatsOf(region), pointsOf(region), fixedGroups(region)];
  let names = [];

  function scene() {
    const state = app.store.get();
    const { colours, strength } = paintOf(region, app.answer, state);
    const chosen = region.places.filter((place) => place.id === state.place || place.id === state.origin);
    return [
      { id: "areas", kind: "fill", items: areas, colours, strength, colour: "#ffffff", width: 0.8 },
      ...fixed,
      { id: "reach", kind: "circle", items: points, colours: pointColours(region, app.reach, state), colour: "#ffffff", width: 0, opacity: 1 },
      ...edgeGroups(app.edges, state),
      ...changedGroups(region, app.answer, [...app.drawing.lines(state), ...(app.answer?.added ?? [])]),
      { id: "seats", kind: "circle", items: seats, colours: standingColours(region, app.answer, state), colour: "#3d3a34", width: 1.1, opacity: 0.95 },
      { id: "chosen", kind: "circle", items: chosen.map((place) => ({ id: place.id, at: [place.lon, place.lat], radius: seats[place.row].radius + 4 })), fill: "rgba(0,0,0,0)", colour: INK, width: 2.2 },
      { id: "names", kind: "label", items: names },
    ];
  }

  const sheet = () => projection(app.map.view(), app.map.size().width, app.map.size().height);
  const nearestInside = (point) => {
    const found = nearest(region.places, point, Infinity, sheet().to);
    const km = found && kmPerPixel(app.map.view()) * Math.hypot(...sheet().to(found.lon, found.lat).map((each, at) => each - [point.x, point.y][at]));
    return found?.inside && km < 42 ? found : null;
  };
  const hears = {
    onClick(point) {
      if (app.drawing.click(point, sheet().to)) return;
      const place = nearest(region.places, point, CLICK, sheet().to) ?? nearestInside(point);
      if (place) app.store.set({ place: place.id });
    },
    onHover(point) {
      const place = nearest(region.places, point, CLICK, sheet().to);
      tip.hidden = !place;
      if (!place) return;
      replace(tip, ...tipOf(app, place));
      tip.style.left = `${point.x + 14}px`;
      tip.style.top = `${point.y + 14}px`;
    },
  };
  const view = createMapFrame(app, { box: region.box, scene, hears, legend: () => legendOf(app), label: "map_label", above: [tip] });
  view.frame.addEventListener("pointerleave", () => { tip.hidden = true; });
  return {
    ...view,
    render() {
      names = [...namesOf(region), ...airportNames(region)];
      view.render();
    },
  };
}

function tipOf(app, place) {
  const [before, after] = ["before", "after"].map((when) => app.answer?.minutes[when][place.row] ?? null);
  const told = [el("strong", {}, of(place)), el("br"), place.population ? say("people_live", { people: people(place.population) }) : null];
  if (!app.answer) return told;
  const way = minutes(before) === minutes(after) ? minutes(after) : `${minutes(before)} → ${minutes(after)}`;
  return [...told, el("br"), say("minutes_short", { minutes: way })];
}
