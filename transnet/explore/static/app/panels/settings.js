// How trips are counted, of which day, and by which plan of services.

import { el, select } from "../dom.js";
import { isOpen, ticked, unticked } from "../rules.js";
import { say } from "../words.js";
import { createPanel } from "./panel.js";

const CHOICES = ["mode", "reading", "traffic", "wait"];

export function createSettingsPanel(app) {
  return createPanel("settings", () => body(app), { open: false });
}

function body(app) {
  const state = app.store.get();
  const fields = CHOICES.filter((key) => (app.region.choices[key] ?? []).length > 1).map((key) =>
    select(`choose-${key}`, say(key), app.region.choices[key].map((value) => ({ value, text: say(`${key}_${value}`) })),
      state[key], (value) => app.store.set({ [key]: value })));
  if (app.region.years.length > 1) {
    fields.unshift(select("choose-year", say("year"), [
      { value: "", text: say("today") }, ...app.region.years.map((year) => ({ value: String(year), text: say("end_of", { year }) })),
    ], state.year === null ? "" : String(state.year), (value) => app.store.set({ year: value ? Number(value) : null, date: null })));
  }
  return [el("div", { class: "fields" }, fields, servicePlan(app, state))];
}

/** Return the switch between lean and full service of all that runs and has both; null where nothing has. */
function servicePlan(app, state) {
  const { projects, project } = app.region;
  const fuller = projects.filter((each) => each.of && project.has(each.of) && isOpen(project.get(each.of), state));
  if (!fuller.length) return null;
  const full = fuller.filter((each) => isOpen(each, state)).length;
  const chosen = full === 0 ? "lean" : full === fuller.length ? "full" : "mixed";
  const plans = ["lean", "full", ...(chosen === "mixed" ? ["mixed"] : [])];
  return select("choose-plan", say("service_plan"), plans.map((value) => ({ value, text: say(`plan_${value}`) })), chosen, (plan) => {
    let next = app.store.get();
    for (const each of fuller) {
      if (plan === "full" && !isOpen(each, next)) next = { ...next, open: ticked(each.id, next, project).open };
      if (plan === "lean" && next.open.includes(each.id)) next = { ...next, open: unticked(each.id, next, project).open };
    }
    app.store.set({ open: next.open });
  });
}

/** Return a small button that takes something away. */
export const remove = (label, id, click) =>
  el("button", { type: "button", class: "remove", id: `remove-${id}`, "aria-label": label, title: label, on: { click } }, "×");
