// Every county before and after, sortable; a name chooses it.

import { el, struckOut, table } from "../dom.js";
import { minutes, of, people, say, signed } from "../words.js";
import { createPanel, note, pending } from "./panel.js";

const COLUMNS = ["county", "from_origin", "average", "saved", "reach"];

export const createCountiesPanel = (app) => {
  const look = { by: "saved", down: true };
  const panel = createPanel("counties", () => body(app, look, () => panel.render()));
  return panel;
};

function body(app, look, again) {
  const { answer } = app;
  if (!answer?.counties) return answer ? note(say("no_counties")) : pending(app);
  const hour = app.store.get().minutes;
  const rows = rowsOf(app, answer, answer.reached.minutes.indexOf(hour));
  const sign = look.down ? -1 : 1;
  const value = (row) => row[look.by] ?? (look.down ? -Infinity : Infinity);
  rows.sort((a, b) => (look.by === "county"
    ? sign * of(a.place).localeCompare(of(b.place), document.documentElement.lang)
    : sign * (value(a) - value(b)) || a.at - b.at));
  const heads = COLUMNS.map((key) => ({
    number: key !== "county",
    sort: key === look.by ? (look.down ? "descending" : "ascending") : "none",
    content: el("button", { type: "button", id: `sort-${key}`, class: "sort",
      on: { click: () => { look.down = key === look.by ? !look.down : key !== "county"; look.by = key; again(); } } },
    say(`column_${key}`, { minutes: hour }), el("span", { "aria-hidden": "true" }, key === look.by ? (look.down ? " ▾" : " ▴") : "")),
  }));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("counties") },
    table(say("counties_caption", { minutes: hour }), heads, rows.map((row) => ({
      class: row.place.id === app.store.get().place ? "chosen" : shown(row.saved) !== "0" ? "changed" : null,
      cells: [
        el("button", { type: "button", class: "link", id: `county-${row.place.id}`,
          on: { click: () => app.store.set({ place: row.place.id }) } }, of(row.place)),
        pair(row.from_before, row.from_origin, minutes), minutes(row.average), shown(row.saved),
        pair(row.reach_before, row.reach, people),
      ],
    }))));
}

const shown = (saved) => signed(saved);

/** Return a value after, with the one before where they differ as shown. */
const pair = (before, after, show) => struckOut(show(before), show(after));

/** Return the rows; people are those who get to the origin within a step's minutes. */
function rowsOf(app, answer, step) {
  const index = new Map(app.region.places.map((place) => [place.id, place.row]));
  return answer.counties.place.map((id, at) => {
    const row = index.get(id);
    const get = (name) => answer.counties[name]?.[at] ?? null;
    const [before, after] = [get("average_before"), get("average_after")];
    return {
      at, place: app.region.place.get(id),
      from_before: answer.minutes.before[row] ?? null, from_origin: answer.minutes.after[row] ?? null,
      average: after, saved: before === null || after === null ? null : before - after,
      reach_before: answer.reached.before[step]?.[at] ?? null, reach: answer.reached.after[step]?.[at] ?? null,
    };
  }).filter((row) => row.place);
}
