// The way from the origin to the county chosen, leg by leg, before and after.

import { el, select } from "../dom.js";
import { minutes, number, of, say } from "../words.js";
import { createPanel, note } from "./panel.js";

export function createJourneyPanel(app) {
  const held = { key: null, answer: null, failure: null, running: null };
  const panel = createPanel("journey", () => body(app, held));
  /** Ask for the way where it is another than the one held. */
  panel.follow = async () => {
    const { origin, place } = app.store.get();
    const query = app.query();
    const key = place ? [query, origin, place].join(" ") : null;
    if (key === held.key) return;
    held.running?.abort();
    Object.assign(held, { key, failure: null, running: new AbortController() });
    if (!place || place === origin) {
      held.answer = null;
      panel.stale(false);
      return panel.render();
    }
    const { signal } = held.running;
    panel.stale(true);
    try {
      const answer = await app.source.journey(query, origin, place, signal);
      if (signal.aborted) return;
      held.answer = answer;
    } catch (error) {
      if (signal.aborted) return;
      Object.assign(held, { answer: null, failure: error, key: null });
    }
    panel.stale(false);
    panel.render();
  };
  return panel;
}

function body(app, held) {
  const state = app.store.get();
  const places = [...app.region.places].sort((a, b) => of(a).localeCompare(of(b), document.documentElement.lang));
  const choices = [{ value: "", text: say("choose_county") }, ...places.map((place) => ({ value: place.id, text: of(place) }))];
  const to = select("journey-to", say("to"), choices, state.place ?? "", (value) => app.store.set({ place: value || null }));
  if (!state.place) return [to, note(say(app.source.isPart ? "journey_how_part" : "journey_how"))];
  const { origins } = app.region;
  const from = origins && !origins.includes(state.place) ? null : el("p", {}, el("button", { type: "button", id: "make-origin", disabled: state.place === state.origin,
    on: { click: () => app.store.set({ origin: state.place, place: null }) } },
  say("make_origin", { place: of(app.region.place.get(state.place)) })));
  if (state.place === state.origin) return [to, from, note(say("same_place"))];
  if (held.failure) return [to, from, note(of(held.failure.words) || say("no_server"))];
  if (!held.answer) return [to, from, note(say("working"))];
  const { before, after } = held.answer;
  const same = JSON.stringify(before) === JSON.stringify(after);
  return [to, from, same
    ? way(say("way_same"), after)
    : [way(say("after"), after), way(say("before"), before)]];
}

function way(heading, found) {
  if (!found) return [el("h3", {}, heading), note(say("no_way"))];
  return [
    el("h3", {}, `${heading}${say("colon")}${say("minutes_short", { minutes: minutes(found.minutes) })}`),
    el("ol", { class: "legs" }, found.legs.map((leg) => el("li", { class: `leg leg-${leg.mode}` },
      el("span", { class: "leg-minutes" }, minutes(leg.minutes)),
      el("span", { class: "leg-what" }, el("span", { class: "leg-name" }, of(leg)),
        ends(leg) ? el("span", { class: "leg-ends" }, ends(leg)) : null,
        details(leg) ? el("span", { class: "leg-more" }, details(leg)) : null,
        of(leg, "source") ? el("span", { class: "leg-source" }, say("source", { source: of(leg, "source") })) : null)))),
  ];
}

function ends(leg) {
  const [from, to] = [of(leg, "from"), of(leg, "to")];
  return from && to && from !== to ? `${from} → ${to}` : from || to;
}

function details(leg) {
  const parts = [];
  if (leg.km) parts.push(say("kilometres", { km: number(leg.km) }));
  if (leg.wait) parts.push(say("waits", { minutes: minutes(leg.wait) }));
  return parts.join(say("comma"));
}
