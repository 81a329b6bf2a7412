// The axes of a chart of something by minutes: a curve of the region, or of a city.

import { svg } from "./dom.js";
import { people, say } from "./words.js";

const [WIDTH, HEIGHT] = [360, 170];
const FRAME = { left: 46, right: 10, top: 12, bottom: 30 };
const INSIDE = WIDTH - FRAME.left - FRAME.right;

/**
 * Return {node, minuteAt(event)}: a chart with its axes, a line at `now`, and a path for each of `curves`
 * {class, values}, which hold a value for each of `minutes`. It begins at the minute `first`; `ticks` beyond its end are left out.
 */
export function chartByMinute({ minutes, first, ticks, now, curves, label }) {
  const last = minutes[minutes.length - 1];
  const top = Math.max(1, ...curves.flatMap((curve) => curve.values));
  const x = (minute) => FRAME.left + ((minute - first) / (last - first)) * INSIDE;
  const y = (value) => HEIGHT - FRAME.bottom - (value / top) * (HEIGHT - FRAME.top - FRAME.bottom);
  const path = (values) => values.map((value, at) => `${at ? "L" : "M"}${x(minutes[at]).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const node = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": label },
    [0, 0.5, 1].map((share) => svg("g", {},
      svg("line", { class: "grid", x1: FRAME.left, x2: WIDTH - FRAME.right, y1: y(top * share), y2: y(top * share) }),
      svg("text", { x: FRAME.left - 5, y: y(top * share) + 4, "text-anchor": "end" }, people(top * share)))),
    ticks.filter((minute) => minute <= last).map((minute) =>
      svg("text", { x: x(minute), y: HEIGHT - FRAME.bottom + 14, "text-anchor": "middle" }, minute)),
    svg("text", { x: (FRAME.left + WIDTH) / 2, y: HEIGHT - 3, "text-anchor": "middle" }, say("minutes_axis")),
    svg("line", { class: "now", x1: x(now), x2: x(now), y1: FRAME.top, y2: HEIGHT - FRAME.bottom }),
    curves.map((curve) => svg("path", { class: curve.class, d: path(curve.values) })));
  const minuteAt = (event) => {
    const box = node.getBoundingClientRect();
    const share = (((event.clientX - box.left) / box.width) * WIDTH - FRAME.left) / INSIDE;
    return first + share * (last - first);
  };
  return { node, minuteAt };
}
