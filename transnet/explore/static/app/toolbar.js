// What one sets while looking at the map: from where, within how long, before or after.

import { el, replace, select, steps } from "./dom.js";
import { of, say } from "./words.js";

export function createToolbar(app) {
  const node = el("div", { class: "toolbar", id: "toolbar" });
  return {
    node,
    render() {
      const state = app.store.get();
      const { places: all, origins } = app.region; // a page that carries its answers has them from some places only
      const places = all.filter((place) => !origins || origins.includes(place.id)).sort((a, b) =>
        Number(b.seat ?? false) - Number(a.seat ?? false) || of(a).localeCompare(of(b), document.documentElement.lang));
      replace(node,
        places.length > 1 ? select("origin", say("from"), places.map((place) => ({ value: place.id, text: of(place) })), state.origin,
          (origin) => app.store.set({ origin })) : null,
        steps("show", say("show"), ["before", "after", "difference"].map((value) => ({ value, text: say(value) })),
          state.show, (show) => app.store.set({ show })),
        steps("minutes", say("within"), app.region.steps.map((value) => ({ value, text: String(value), title: say("minutes_short", { minutes: value }) })),
          state.minutes, (minutes) => app.store.set({ minutes })));
    },
  };
}
