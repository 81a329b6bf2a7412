// Draw a line or a road: by clicks on the map, or stop by stop from a list.

import { el, select, steps } from "../dom.js";
import { nearest, pointOf } from "../region.js";
import { of, say } from "../words.js";
import { createPanel, note } from "./panel.js";
import { remove } from "./settings.js";

const KINDS = { rail: { speed: 200, headway: 30 }, metro: { speed: 40, headway: 6 }, road: { speed: 80, headway: 0 } };
const SNAP = 14; // pixels within which a click means a station or place

export function createDrawingPanel(app) {
  const draft = { drawing: false, name: "", kind: "rail", ...KINDS.rail, stops: [] };
  const panel = createPanel("drawing", () => body(app, draft, panel), { open: false });
  /** Take a click on the map; says whether it was a stop. */
  panel.click = (point, projected) => {
    if (!draft.drawing) return false;
    const found = nearest(stopsFor(app, draft.kind), point, SNAP, projected);
    // A road must lead to roads; a line may stop where nothing stands yet.
    if (!found && draft.kind === "road") app.tell(say("no_junction"));
    else add(app, draft, panel, found?.id ?? `${point.lon.toFixed(5)}:${point.lat.toFixed(5)}`);
    return true;
  };
  panel.isDrawing = () => draft.drawing;
  /** Return the points of all lines drawn, the draft among them. */
  panel.lines = (state) => [...state.lines.map((line) => line.stops), draft.stops]
    .map((stops) => stops.map((stop) => pointOf(stop, app.region)).filter(Boolean))
    .filter((line) => line.length > 1);
  return panel;
}

function add(app, draft, panel, stop) {
  if (draft.stops[draft.stops.length - 1] === stop) return;
  draft.stops.push(stop);
  app.tell(say("stop_added", { stop: nameOf(app, stop), count: draft.stops.length }));
  panel.render();
  app.paint();
}

/** Return what a line of a kind may stop at. */
function stopsFor(app, kind) {
  return kind === "road" ? [...app.region.nodes, ...app.region.places] : app.region.stations;
}

const nameOf = (app, stop) => of(app.region.stop.get(stop)) || stop.split(":").map((each) => `${Number(each).toFixed(2)}°`).join(" ");

function body(app, draft, panel) {
  const state = app.store.get();
  return [
    note(say("drawing_how")),
    steps("draw-kind", say("draw_kind"), Object.keys(KINDS).map((value) => ({ value, text: say(`draw_${value}`) })), draft.kind,
      (kind) => { Object.assign(draft, { kind, ...KINDS[kind], stops: [] }); panel.render(); app.paint(); }),
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
      el("li", {}, say("line_of", { name: line.name, from: nameOf(app, line.stops[0]), to: nameOf(app, line.stops.at(-1)) }), " ",
        remove(say("take_back"), `line-${at}`, () => app.store.set({ lines: state.lines.filter((_, other) => other !== at) })))))] : null,
  ];
}

function numberField(id, label, draft, key, min, max) {
  return el("p", { class: "field" }, el("label", { for: id }, label),
    el("input", { type: "number", id, min, max, value: draft[key],
      on: { change: (event) => { if (event.target.reportValidity()) draft[key] = Number(event.target.value); } } }));
}

function stopList(app, draft, panel) {
  const sorted = stopsFor(app, draft.kind).filter((row) => of(row)).sort((a, b) => of(a).localeCompare(of(b), document.documentElement.lang));
  const choices = [{ value: "", text: say("choose_stop") }, ...sorted.map((row) => ({ value: row.id, text: of(row) }))];
  return [
    select("draw-stop", say("add_stop"), choices, "", (value) => { if (value) add(app, draft, panel, value); }),
    el("ol", { class: "chips" }, draft.stops.map((stop, at) => el("li", {}, nameOf(app, stop), " ",
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
