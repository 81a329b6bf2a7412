// Draw a line or a road: by clicks on the map, or stop by stop from a list.

import { el, select, steps } from "../dom.js";
import { nearest, pointOf } from "../region.js";
import { of, say } from "../words.js";
import { createPanel, note } from "./panel.js";
import { remove } from "./settings.js";

const SNAP = 14; // pixels within which a click means a station or place

/** What lines are drawn on: how that is told, kinds with their usual figures, what a kind may stop at, what a stop is called and where it is. */
const REGION = {
  key: "drawing",
  how: "drawing_how",
  told: {},
  kinds: { rail: { speed: 200, headway: 30 }, metro: { speed: 40, headway: 6 }, road: { speed: 80, headway: 0 } },
  stopsFor: (app, kind) => (kind === "road" ? [...app.region.nodes, ...app.region.places] : app.region.stations),
  nameOf: (app, stop) => of(app.region.stop.get(stop)),
  pointOf: (app, stop) => pointOf(stop, app.region),
};

/** Return the panel in which lines are drawn on a ground as `REGION` is one. */
export function createDrawingPanel(app, ground = REGION) {
  const kind = Object.keys(ground.kinds)[0];
  const draft = { ground, drawing: false, name: "", kind, ...ground.kinds[kind], stops: [] };
  const panel = createPanel(ground.key, () => body(app, draft, panel), { open: false });
  /** Take a click on the map; says whether it was a stop. */
  panel.click = (point, projected) => {
    if (!draft.drawing) return false;
    const found = nearest(ground.stopsFor(app, draft.kind), point, SNAP, projected);
    // A road must lead to roads; a line may stop where nothing stands yet.
    if (!found && draft.kind === "road") app.tell(say("no_junction"));
    else add(app, draft, panel, found?.id ?? `${point.lon.toFixed(5)}:${point.lat.toFixed(5)}`);
    return true;
  };
  panel.isDrawing = () => draft.drawing;
  /** Return the points of all lines drawn, the draft among them. */
  panel.lines = (state) => [...state.lines.map((line) => line.stops), draft.stops]
    .map((stops) => stops.map((stop) => ground.pointOf(app, stop)).filter(Boolean))
    .filter((line) => line.length > 1);
  return panel;
}

function add(app, draft, panel, stop) {
  if (draft.stops[draft.stops.length - 1] === stop) return;
  draft.stops.push(stop);
  app.tell(say("stop_added", { stop: nameOf(app, draft, stop), count: draft.stops.length }));
  panel.render();
  app.paint();
}

const nameOf = (app, { ground }, stop) => ground.nameOf(app, stop) || stop.split(":").map((each) => `${Number(each).toFixed(2)}°`).join(" ");

function body(app, draft, panel) {
  const state = app.store.get();
  return [
    note(say(draft.ground.how, draft.ground.told)),
    steps("draw-kind", say("draw_kind"), Object.keys(draft.ground.kinds).map((value) => ({ value, text: say(`draw_${value}`) })), draft.kind,
      (kind) => { Object.assign(draft, { kind, ...draft.ground.kinds[kind], stops: [] }); panel.render(); app.paint(); }),
    el("p", { class: "field" }, el("label", { for: "draw-name" }, say("draw_name")),
      el("input", { id: "draw-name", maxlength: "60", value: draft.name, on: { input: (event) => { draft.name = event.target.value; } } })),
    numberField("draw-speed", say("draw_speed"), draft, "speed", 10, 400),
    draft.kind !== "road" ? numberField("draw-headway", say("headway"), draft, "headway", 1, 1440) : null,
    el("p", {}, el("button", { type: "button", id: "draw-on-map", "aria-pressed": String(draft.drawing),
      on: { click: () => { draft.drawing = !draft.drawing; panel.render(); app.drawingChanged(draft.drawing); } } }, say("draw_on_map"))),
    stopList(app, draft, panel),
    el("p", {}, el("button", { type: "button", id: "add-line", class: "main", disabled: draft.stops.length < 2,
      on: { click: () => finish(app, draft, panel) } }, say("add_line"))),
    state.lines.length ? [el("h3", {}, say("lines_drawn")), el("ul", { class: "chips" }, state.lines.map((line, at) =>
      el("li", {}, say("line_of", { name: line.name, from: nameOf(app, draft, line.stops[0]), to: nameOf(app, draft, line.stops.at(-1)) }), " ",
        remove(say("take_back"), `line-${at}`, () => app.store.set({ lines: state.lines.filter((_, other) => other !== at) })))))] : null,
  ];
}

function numberField(id, label, draft, key, min, max) {
  return el("p", { class: "field" }, el("label", { for: id }, label),
    el("input", { type: "number", id, min, max, value: draft[key],
      on: { change: (event) => { if (event.target.reportValidity()) draft[key] = Number(event.target.value); } } }));
}

function stopList(app, draft, panel) {
  const sorted = draft.ground.stopsFor(app, draft.kind).filter((row) => of(row)).sort((a, b) => of(a).localeCompare(of(b), document.documentElement.lang));
  const choices = [{ value: "", text: say("choose_stop") }, ...sorted.map((row) => ({ value: row.id, text: of(row) }))];
  return [
    select("draw-stop", say("add_stop"), choices, "", (value) => { if (value) add(app, draft, panel, value); }),
    el("ol", { class: "chips" }, draft.stops.map((stop, at) => el("li", {}, nameOf(app, draft, stop), " ",
      remove(say("take_back"), `stop-${at}`, () => { draft.stops.splice(at, 1); panel.render(); app.paint(); })))),
  ];
}

function finish(app, draft, panel) {
  const { lines } = app.store.get();
  const name = draft.name.trim() || say("line_number", { number: lines.length + 1 });
  const line = { name, kind: draft.kind, speed: draft.speed, headway: draft.headway, stops: [...draft.stops] };
  Object.assign(draft, { drawing: false, name: "", stops: [] });
  app.drawingChanged(false);
  app.store.set({ lines: [...lines, line] });
  panel.render();
}
