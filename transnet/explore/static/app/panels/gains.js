// Who gains and who loses, the most first.

import { table } from "../dom.js";
import { number, of, people, say } from "../words.js";
import { createPanel, note, pending } from "./panel.js";

const SHOWN = 8;

export const createGainsPanel = (app) => createPanel("gains", () => body(app));

function body(app) {
  const gains = app.answer?.gains;
  if (!gains) return app.answer ? note(say("no_gains")) : pending(app);
  return ["gainers", "losers"].map((side) => {
    const list = gains[side] ?? { place: [] };
    const total = gains[side === "gainers" ? "people_gaining" : "people_losing"];
    if (!list.place.length) return note(say(`no_${side}`));
    const heads = [{ content: say("column_county") }, { content: say(`${side}_minutes`), number: true }, { content: say("people"), number: true }];
    const rows = list.place.slice(0, SHOWN).map((id, at) => ({
      cells: [of(app.region.place.get(id)) || id, number(Math.abs(list.minutes[at])), people(list.people[at])],
    }));
    const more = list.place.length - rows.length;
    return [
      table(say(`${side}_caption`, { people: people(total), count: list.place.length }), heads, rows),
      more > 0 ? note(say("and_more", { count: more })) : null,
    ];
  });
}
