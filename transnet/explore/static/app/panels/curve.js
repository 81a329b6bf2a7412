// People by minutes from the origin, before and after; a click on the curve sets the hour.

import { el, svg, table } from "../dom.js";
import { of, people, say } from "../words.js";
import { createPanel, note, pending } from "./panel.js";

const [WIDTH, HEIGHT] = [360, 170];
const FRAME = { left: 46, right: 10, top: 12, bottom: 30 };

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
  const last = curve.minutes[curve.minutes.length - 1];
  const first = Math.min(15, curve.minutes[0]);
  const top = Math.max(...curve.before, ...curve.after, 1);
  const x = (minute) => FRAME.left + ((minute - first) / (last - first)) * (WIDTH - FRAME.left - FRAME.right);
  const y = (count) => HEIGHT - FRAME.bottom - (count / top) * (HEIGHT - FRAME.top - FRAME.bottom);
  const path = (values) => values.map((value, at) => `${at ? "L" : "M"}${x(curve.minutes[at]).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const at = curve.minutes.indexOf(state.minutes);
  const label = say("curve_label", { origin, minutes: state.minutes, before: people(curve.before[at]), after: people(curve.after[at]) });
  const drawn = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": label },
    [0, 0.5, 1].map((share) => svg("g", {},
      svg("line", { class: "grid", x1: FRAME.left, x2: WIDTH - FRAME.right, y1: y(top * share), y2: y(top * share) }),
      svg("text", { x: FRAME.left - 5, y: y(top * share) + 4, "text-anchor": "end" }, people(top * share)))),
    [30, 60, 90, 120, 150, 180].filter((minute) => minute <= last).map((minute) =>
      svg("text", { x: x(minute), y: HEIGHT - FRAME.bottom + 14, "text-anchor": "middle" }, minute)),
    svg("text", { x: (FRAME.left + WIDTH) / 2, y: HEIGHT - 3, "text-anchor": "middle" }, say("minutes_axis")),
    svg("line", { class: "now", x1: x(state.minutes), x2: x(state.minutes), y1: FRAME.top, y2: HEIGHT - FRAME.bottom }),
    svg("path", { class: "before", d: path(curve.before) }), svg("path", { class: "after", d: path(curve.after) }));
  drawn.addEventListener("click", (event) => {
    const box = drawn.getBoundingClientRect();
    const share = (((event.clientX - box.left) / box.width) * WIDTH - FRAME.left) / (WIDTH - FRAME.left - FRAME.right);
    app.store.set({ minutes: closest(app.region.steps, first + share * (last - first)) });
  });
  return drawn;
}

const closest = (steps, minute) =>
  steps.reduce((best, step) => (Math.abs(step - minute) < Math.abs(best - minute) ? step : best));

function figures(app, curve, origin) {
  const heads = [{ content: say("minutes_axis") }, { content: say("before"), number: true }, { content: say("after"), number: true }];
  const rows = app.region.steps.map((step) => [step, curve.minutes.indexOf(step)]).filter(([, at]) => at >= 0)
    .map(([step, at]) => ({ cells: [String(step), people(curve.before[at]), people(curve.after[at])] }));
  return el("details", {}, el("summary", {}, say("as_table")), table(say("curve_caption", { origin }), heads, rows));
}
