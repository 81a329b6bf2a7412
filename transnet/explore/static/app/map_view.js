// The map on the page: its scene by state and answer, its buttons, what a click on it does.

import { el, replace } from "./dom.js";
import { createMap } from "./map/live_map.js";
import { kmPerPixel, projection } from "./map/mercator.js";
import { INK } from "./map/look.js";
import { airportNames, areasOf, changedGroups, fixedGroups, namesOf, paintOf, pointColours, pointsOf, seatsOf, standingColours } from "./map/scene.js";
import { legendOf } from "./panels/legend.js";
import { roundKm } from "./picture.js";
import { nearest } from "./region.js";
import { minutes, of, people, say } from "./words.js";

const CLICK = 22; // pixels from a seat within which a click means it

export function createMapView(app) {
  const frame = el("div", { class: "map", id: "map" });
  const tip = el("div", { class: "tip", hidden: true });
  const buttons = el("div", { class: "map-buttons" });
  const scale = el("div", { class: "scale", "aria-hidden": "true" });
  const legend = el("details", { class: "legend", id: "legend", open: true });
  const node = el("section", { class: "map-frame" }, frame, tip, buttons, scale);
  const { region } = app;
  const [areas, seats, points, fixed] = [areasOf(region), seatsOf(region), pointsOf(region), fixedGroups(region)];
  let names = [];
  let map;

  function scene() {
    const state = app.store.get();
    const { colours, strength } = paintOf(region, app.answer, state);
    const chosen = region.places.filter((place) => place.id === state.place || place.id === state.origin);
    app.scene = [
      { id: "areas", kind: "fill", items: areas, colours, strength, colour: "#ffffff", width: 0.8 },
      ...fixed,
      { id: "reach", kind: "circle", items: points, colours: pointColours(region, app.reach, state), colour: "#ffffff", width: 0, opacity: 1 },
      ...changedGroups(region, app.answer, [...app.drawing.lines(state), ...(app.answer?.added ?? [])]),
      { id: "seats", kind: "circle", items: seats, colours: standingColours(region, app.answer, state), colour: "#3d3a34", width: 1.1, opacity: 0.95 },
      { id: "chosen", kind: "circle", items: chosen.map((place) => ({ id: place.id, at: [place.lon, place.lat], radius: seats[place.row].radius + 4 })), fill: "rgba(0,0,0,0)", colour: INK, width: 2.2 },
      { id: "names", kind: "label", items: names },
    ];
    return app.scene;
  }

  const sheet = () => projection(map.view(), map.size().width, map.size().height);
  const drawScale = () => {
    const per = kmPerPixel(map.view());
    const km = roundKm(per * 110);
    replace(scale, el("span", { class: "bar" }), say("kilometres", { km }));
    scale.firstChild.style.width = `${km / per}px`;
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
    onMove(view) {
      drawScale();
      app.store.set({ map: view }, { replace: true });
    },
    onFit: drawScale,
  };
  const nearestInside = (point) => {
    const found = nearest(region.places, point, Infinity, sheet().to);
    const km = found && kmPerPixel(map.view()) * Math.hypot(...sheet().to(found.lon, found.lat).map((each, at) => each - [point.x, point.y][at]));
    return found?.inside && km < 42 ? found : null;
  };

  frame.addEventListener("pointerleave", () => { tip.hidden = true; });
  return {
    node,
    legend, // below the map, so that it hides nothing of it
    start() {
      map = createMap(frame, hears, app.createGl);
      app.map = map;
      map.ready.then(() => { frame.dataset.ready = "true"; drawScale(); });
    },
    /** Show what the address asks for, or the whole region: once all about the map has its size. */
    look() {
      const { map: view } = app.store.get();
      if (view) map.setView(view);
      else map.fit(region.box);
      drawScale();
    },
    paint() { map.show(scene()); },
    render() {
      names = [...namesOf(region), ...airportNames(region)];
      map.setLabel(say("map_label"));
      node.setAttribute("aria-label", say("map"));
      replace(buttons,
        mapButton("zoom-in", "+", say("zoom_in"), () => { map.zoomBy(0.5); }),
        mapButton("zoom-out", "−", say("zoom_out"), () => { map.zoomBy(-0.5); }),
        mapButton("zoom-fit", "⤢", say("zoom_fit"), () => { map.fit(region.box); app.store.set({ map: null }, { replace: true }); drawScale(); }));
      this.renderLegend();
      drawScale();
      this.paint();
    },
    renderLegend() {
      const { title, body } = legendOf(app);
      replace(legend, el("summary", {}, el("h2", {}, title)), el("div", { class: "legend-body" }, body));
    },
    setDrawing(is) { frame.classList.toggle("is-drawing", is); },
  };
}

const mapButton = (id, text, title, click) =>
  el("button", { type: "button", id, "aria-label": title, title, on: { click } }, text);

function tipOf(app, place) {
  const [before, after] = ["before", "after"].map((when) => app.answer?.minutes[when][place.row] ?? null);
  const told = [el("strong", {}, of(place)), el("br"), place.population ? say("people_live", { people: people(place.population) }) : null];
  if (!app.answer) return told;
  const way = minutes(before) === minutes(after) ? minutes(after) : `${minutes(before)} → ${minutes(after)}`;
  return [...told, el("br"), say("minutes_short", { minutes: way })];
}
