// How trips are counted, and how often services run.

import { el, select } from "../dom.js";
import { number, of, say } from "../words.js";
import { createPanel } from "./panel.js";

const CHOICES = ["mode", "reading", "traffic", "wait"];

export function createSettingsPanel(app) {
  const look = { service: null };
  const panel = createPanel("settings", () => body(app, look, () => panel.render()), { open: false });
  return panel;
}

function body(app, look, again) {
  const state = app.store.get();
  const fields = CHOICES.filter((key) => (app.region.choices[key] ?? []).length > 1).map((key) =>
    select(`choose-${key}`, say(key), app.region.choices[key].map((value) => ({ value, text: say(`${key}_${value}`) })),
      state[key], (value) => app.store.set({ [key]: value })));
  if (app.region.years.length > 1) {
    fields.unshift(select("choose-year", say("year"), [
      { value: "", text: say("today") }, ...app.region.years.map((year) => ({ value: String(year), text: say("end_of", { year }) })),
    ], state.year === null ? "" : String(state.year), (value) => app.store.set({ year: value ? Number(value) : null, date: null })));
  }
  return [el("div", { class: "fields" }, fields), app.region.services.length ? headways(app, look, state, again) : null];
}

function headways(app, look, state, again) {
  const services = [...app.region.services].sort((a, b) => of(a).localeCompare(of(b), document.documentElement.lang));
  const chosen = app.region.service.get(look.service) ?? services[0];
  const now = state.headway[chosen.id] ?? chosen.headway;
  const input = el("input", { type: "number", id: "headway", min: "1", max: "1440", step: "1", value: now ?? "" });
  const apply = () => {
    const min = Number(input.value);
    if (!input.reportValidity() || !min) return;
    app.store.set({ headway: { ...state.headway, [chosen.id]: min } });
  };
  return el("fieldset", { class: "headways" }, el("legend", {}, say("headways")),
    select("headway-service", say("service"), services.map((each) => ({ value: each.id, text: of(each) })), chosen.id,
      (value) => { look.service = value; again(); }),
    el("p", { class: "field" }, el("label", { for: "headway" }, say("headway")), input,
      el("button", { type: "button", id: "set-headway", on: { click: apply } }, say("set"))),
    el("ul", { class: "chips" }, Object.entries(state.headway).map(([id, min]) => el("li", {},
      say("headway_of", { service: of(app.region.service.get(id)) || id, minutes: number(min) }), " ",
      remove(say("take_back"), `headway-${id}`, () => {
        const { [id]: _, ...rest } = app.store.get().headway;
        app.store.set({ headway: rest });
      })))));
}

/** Return a small button that takes something away. */
export const remove = (label, id, click) =>
  el("button", { type: "button", class: "remove", id: `remove-${id}`, "aria-label": label, title: label, on: { click } }, "×");
