// People by minutes from the origin, before and after; a click on the curve sets the hour.

import { chartByMinute } from "../chart.js";
import { el, table } from "../dom.js";
import { of, people, say } from "../words.js";
import { createPanel, note, pending } from "./panel.js";

export const createCurvePanel = (app) => createPanel("curve", () => body(app));

function body(app) {
  const { answer } = app;
  if (!answer?.curve) return answer ? note(say("no_curve")) : pending(app);
  const state = app.store.get();
  const origin = of(app.region.place.get(state.origin));
  return [
    chart(app, answer.curve, state, origin),
    el("p", { class: "key" },
      el("span", { class: "key-line before" }), say("before"), " ", el("span", { class: "key-line after" }), say("after")),
    figures(app, answer.curve, origin),
  ];
}

function chart(app, curve, state, origin) {
  const at = curve.minutes.indexOf(state.minutes);
  const { node, minuteAt } = chartByMinute({
    minutes: curve.minutes, first: Math.min(15, curve.minutes[0]), ticks: [30, 60, 90, 120, 150, 180], now: state.minutes,
    curves: [{ class: "before", values: curve.before }, { class: "after", values: curve.after }],
    label: say("curve_label", { origin, minutes: state.minutes, before: people(curve.before[at]), after: people(curve.after[at]) }),
  });
  node.addEventListener("click", (event) => app.store.set({ minutes: closest(app.region.steps, minuteAt(event)) }));
  return node;
}

const closest = (steps, minute) =>
  steps.reduce((best, step) => (Math.abs(step - minute) < Math.abs(best - minute) ? step : best));

function figures(app, curve, origin) {
  const heads = [{ content: say("minutes_axis") }, { content: say("before"), number: true }, { content: say("after"), number: true }];
  const rows = app.region.steps.map((step) => [step, curve.minutes.indexOf(step)]).filter(([, at]) => at >= 0)
    .map(([step, at]) => ({ cells: [String(step), people(curve.before[at]), people(curve.after[at])] }));
  return el("details", {}, el("summary", {}, say("as_table")), table(say("curve_caption", { origin }), heads, rows));
}
