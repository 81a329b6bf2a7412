// The way from the origin to the county chosen, leg by leg, before and after.

import { el, select } from "../dom.js";
import { minutes, number, of, say } from "../words.js";
import { createFollowingPanel } from "./following_panel.js";
import { note } from "./panel.js";

export function createJourneyPanel(app) {
  const ends = () => {
    const { origin, place } = app.store.get();
    return { from: origin, to: place === origin ? null : place };
  };
  return createFollowingPanel(app, "journey", ends, (held) => body(app, held));
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

/** Return a way with its legs: a heading, minutes, and each leg's kind, ends, times and sources; null for none. */
export function way(heading, found) {
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
  if (leg.departure) parts.push(say("from_to_clock", { from: leg.departure, to: leg.arrival }));
  if (leg.km) parts.push(say("kilometres", { km: number(leg.km) }));
  if (leg.wait) parts.push(say("waits", { minutes: minutes(leg.wait) }));
  return parts.join(say("comma"));
}
