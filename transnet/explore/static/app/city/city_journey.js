// The way from the start to a second point, leg by leg, before and after the lines that were drawn.

import { el, select } from "../dom.js";
import { createFollowingPanel } from "../panels/following_panel.js";
import { way } from "../panels/journey.js";
import { note } from "../panels/panel.js";
import { of, say } from "../words.js";
import { pointOf, pointText } from "./city_state.js";

export function createCityJourneyPanel(app) {
  const ends = () => {
    const { at, to } = app.store.get();
    return { from: at && pointText(at), to: to && pointText(to) };
  };
  return createFollowingPanel(app, "city_journey", ends, (held) => body(app, held));
}

function body(app, held) {
  const { to } = app.store.get();
  const fields = [note(say("city_journey_how")), stopField(app), pointField(app, to)];
  if (!to) return fields;
  if (held.failure) return [...fields, note(of(held.failure.words) || say("no_server"))];
  if (!held.answer) return [...fields, note(say("working"))];
  const { time, before, after } = held.answer;
  return [
    ...fields,
    time ? note(say("leaves_after", { time })) : null,
    ...(before ? [...ways(say("after"), after), ...ways(say("before"), before)] : ways("", after)),
  ];
}

/** Return the journeys of one side, each with its times of day for a heading. */
function ways(when, journeys) {
  if (!journeys.length) return way(when || say("city_journey"), null);
  return journeys.flatMap((each) => {
    const clock = each.departure && say("from_to_clock", { from: each.departure, to: each.arrival });
    return way([when, clock].filter(Boolean).join(say("comma")) || say("city_journey"), each);
  });
}

function stopField(app) {
  const stops = [...app.city.stops].sort((a, b) => a.name.localeCompare(b.name));
  if (!stops.length) return null;
  return select("to-stop", say("stop"), [{ value: "", text: say("choose_stop") }, ...stops.map((stop) => ({ value: String(stop.row), text: stop.name }))], "",
    (row) => { if (row) app.store.set({ to: [app.city.stops[row].lon, app.city.stops[row].lat] }); });
}

const pointField = (app, to) => el("p", { class: "field" }, el("label", { for: "to" }, say("goal_point")),
  el("input", { id: "to", value: to ? pointText(to) : "", on: { change: (event) => {
    const found = pointOf(event.target.value);
    if (found || !event.target.value.trim()) app.store.set({ to: found });
    else app.tell(say("no_point"));
  } } }));
