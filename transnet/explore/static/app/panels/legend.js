// What colours and signs of the map mean, and how the hour is read.

import { el } from "../dom.js";
import { CLOSED, DRAWN, EDGE, OPENED, ROADS, TRACKS } from "../map/look.js";
import { NO_WAY, changeClasses, minuteClasses } from "../map/scales.js";
import { STANDING } from "../map/scene.js";
import { currentLanguage, number, of, say } from "../words.js";

/** Return the legend of a state: {title, body}. */
export function legendOf(app) {
  const state = app.store.get();
  const origin = of(app.region.place.get(state.origin));
  const difference = state.show === "difference";
  const classes = difference ? changeClasses() : minuteClasses();
  const scale = el("div", {},
    el("ul", { class: "classes" }, classes.map((each) =>
      classItem(each.colour, difference ? changeText(each) : minuteText(each)))),
    difference
      ? el("p", { class: "ends" }, el("span", {}, say("longer")), el("span", {}, say("shorter")))
      : el("p", {}, say("legend_strength", { minutes: state.minutes })));
  const about = el("div", {},
    el("p", { class: "reading" }, of(app.answer?.reading) || of(app.region.reading)),
    el("details", { open: app.signsShown, on: { toggle: (event) => { app.signsShown = event.target.open; } } },
      el("summary", {}, say("signs")), signs(state, Boolean(app.source.edges) && state.reading !== "train")),
    ...sourcesOf(app.region).map((source) => el("p", { class: "source" }, source)));
  return { title: say(`legend_${state.show}`, { origin }), body: [scale, about] };
}

const sourcesOf = ({ sources }) => sources[currentLanguage()] ?? [];

function signs(state, hasEdges) {
  return el("ul", { class: "signs" },
      hasEdges ? sign(EDGE.colour, "line", say("edge_of", { minutes: state.minutes })) : null,
      ["kept", "came", "went", "outside"].map((key) => sign(STANDING[key], "dot", say(`standing_${key}`, { minutes: state.minutes }))),
      sign(OPENED, "line", say("line_opened")), sign(CLOSED, "line", say("line_closed")), sign(DRAWN, "line", say("line_drawn")),
      sign(ROADS.motorway.colour, "line", say("road_motorway")), sign(TRACKS.emu.colour, "line thick", say("track_emu")),
      sign(TRACKS.conventional.colour, "line", say("track_conventional")), sign(TRACKS.metro.colour, "line", say("track_metro")),
      sign(TRACKS.planned.colour, "line", say("track_planned")),
      sign(NO_WAY, "area", say("no_way")));
}

/** Return the classes shown, as [colour, text], for pictures. */
export function classesOf(state) {
  return state.show === "difference"
    ? changeClasses().map((each) => [each.colour, changeText(each)])
    : minuteClasses().map((each) => [each.colour, minuteText(each)]);
}

const minuteText = ({ from, to }) => (to === null ? `>${from}` : `≤${to}`);

// Which end is longer and which shorter is said below the classes.
function changeText({ from, to }) {
  if (from === null || to === null) return `>${number(Math.abs(from ?? to))}`;
  if (from < 0 && to > 0) return "0";
  const [least, most] = [Math.abs(from), Math.abs(to)].sort((a, b) => a - b);
  return `${number(least)}–${number(most)}`;
}

function classItem(colour, text) {
  return el("li", {}, el("span", { class: "swatch", colour }), text);
}

const sign = (colour, kind, text) => el("li", {}, el("span", { class: `sign ${kind}`, colour }), text);

