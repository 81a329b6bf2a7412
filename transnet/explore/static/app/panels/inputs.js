// Inputs that can be given another value: headways, speeds, changes, ways to stations, parameters.

import { INPUTS } from "../address.js";
import { el, select } from "../dom.js";
import { number, of, say } from "../words.js";
import { createPanel, note } from "./panel.js";
import { remove } from "./settings.js";

export function createInputsPanel(app) {
  const look = { key: "headway", id: null, find: "" };
  const panel = createPanel("inputs", () => body(app, look, () => panel.render()), { open: false });
  return panel;
}

function body(app, look, again) {
  const state = app.store.get();
  const there = INPUTS.filter((key) => app.region.inputs[key]?.length);
  if (!there.includes(look.key)) look.key = there[0];
  if (!look.key) return note(say("no_inputs"));
  const rows = app.region.inputs[look.key];
  const text = look.find.trim().toLowerCase();
  const found = rows.filter((row) => !text || [row.id, row.en, row.zh].some((each) => each.toLowerCase().includes(text)))
    .sort((a, b) => of(a).localeCompare(of(b), document.documentElement.lang));
  const chosen = found.find((row) => row.id === look.id) ?? found[0];
  return [
    select("input-kind", say("input_kind"), there.map((value) => ({ value, text: say(`input_${value}`) })), look.key,
      (key) => { Object.assign(look, { key, id: null, find: "" }); again(); }),
    el("p", { class: "field" }, el("label", { for: "find-input" }, say("find_input")),
      el("input", { type: "search", id: "find-input", value: look.find, on: { input: (event) => { look.find = event.target.value; again(); } } })),
    found.length ? [
      select("input-row", say("input_row"), found.map((row) => ({ value: row.id, text: of(row) })), chosen.id, (id) => { look.id = id; again(); }),
      control(app, look.key, chosen, state),
    ] : note(say("no_input")),
    el("ul", { class: "chips" }, there.flatMap((key) => Object.entries(state[key]).map(([id, value]) => el("li", {},
      said(app, key, id, value), " ",
      remove(say("take_back"), `${key}-${id}`, () => {
        const { [id]: _, ...rest } = app.store.get()[key];
        app.store.set({ [key]: rest });
      }))))),
  ];
}

/** Return the field for a value, with its unit and between which ends it may lie. */
function control(app, key, row, state) {
  const now = state[key][row.id] ?? row.value;
  const input = el("input", { type: "number", id: "input-value", min: row.least, max: row.most, step: "any", required: true, value: now ?? "", "aria-describedby": "input-bounds" });
  const apply = () => {
    if (!input.reportValidity()) return;
    app.store.set({ [key]: { ...app.store.get()[key], [row.id]: Number(input.value) } });
  };
  const told = [say("input_bounds", { least: number(row.least, 4), most: number(row.most, 4), unit: of(row, "unit") })];
  if (row.low !== null && row.high !== null) told.push(say("input_range", { low: number(row.low, 4), high: number(row.high, 4) }));
  told.push(row.value === null ? say("input_differs") : say("input_now", { value: number(row.value, 4) }));
  return [
    el("p", { class: "field" }, el("label", { for: "input-value" }, row.unit_en ? say("input_value_in", { unit: of(row, "unit") }) : say("input_value")), input,
      el("button", { type: "button", id: "set-input", on: { click: apply } }, say("set"))),
    el("p", { class: "note", id: "input-bounds" }, told.join(say("semicolon"))),
  ];
}

function said(app, key, id, value) {
  const row = app.region.inputs[key].find((each) => each.id === id);
  return say("input_given", { name: of(row) || id, value: number(value, 4), unit: of(row, "unit") });
}
