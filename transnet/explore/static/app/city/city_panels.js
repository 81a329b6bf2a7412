// Panels of a city's page: when one leaves, what is reached, how much by minute, and files.

import { chartByMinute } from "../chart.js";
import { el, select, struckOut, table } from "../dom.js";
import { createPanel, note, pending } from "../panels/panel.js";
import { offer, save } from "../panels/sharing.js";
import { number, of, people, say } from "../words.js";
import { pointOf, pointText } from "./city_state.js";
import { cityPicture, cityPng } from "./city_picture.js";

const WINDOWS = [1, 15, 30, 60, 120, 180];
const PERCENTILES = [5, 25, 50, 75, 95];

/** Return the panel of where one starts, and of when. */
export const createLeavingPanel = (app) => createPanel("leaving", () => {
  const state = app.store.get();
  const field = (id, label, props, set) => el("p", { class: "field" }, el("label", { for: id }, label),
    el("input", { id, value: props.value, type: props.type ?? "text", min: props.min, max: props.max, required: true,
      on: { change: (event) => { if (event.target.reportValidity()) set(event.target.value); } } }));
  const stops = [...app.city.stops].sort((a, b) => a.name.localeCompare(b.name));
  return [
    note(say("leaving_how")),
    stops.length ? select("from-stop", say("stop"), [{ value: "", text: say("choose_stop") }, ...stops.map((stop) => ({ value: String(stop.row), text: stop.name }))], "",
      (row) => { if (row) app.store.set({ at: [app.city.stops[row].lon, app.city.stops[row].lat] }); }) : null,
    field("at", say("point"), { value: pointText(state.at) }, (text) => {
      const at = pointOf(text);
      if (at) app.store.set({ at });
      else app.tell(say("no_point"));
    }),
    state.mode !== "transit" ? null : [
      field("date", say("date"), { value: state.date, type: "date", min: app.city.days[0], max: app.city.days[1] }, (date) => app.store.set({ date })),
      field("time", say("time"), { value: state.time, type: "time" }, (time) => app.store.set({ time })),
      select("window", say("window"), WINDOWS.map((value) => ({ value: String(value), text: String(value) })), String(state.window), (value) => app.store.set({ window: Number(value) })),
      select("percentile", say("percentile"), PERCENTILES.map((value) => ({ value: String(value), text: say(`percentile_${value}`) })), String(state.percentile), (value) => app.store.set({ percentile: Number(value) })),
    ],
  ];
}, { narrow: true });

/** Return the panel of areas and of what lies in them. */
export const createReachedPanel = (app) => createPanel("reached", () => {
  if (app.failure) return el("p", { class: "refused", role: "alert" }, of(app.failure.words) || say("no_server"));
  const { answer } = app;
  if (!answer) return pending(app);
  const { before } = answer;
  const heads = [{ content: say("minutes_axis") }, { content: say("area"), number: true }, ...app.city.amounts.map((content) => ({ content, number: true }))];
  return [
    answer.notices.map((each) => note(of(each))),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("reached") },
      table(say("reached_caption"), heads, answer.within.map((within, at) => ({
        class: within === app.store.get().minutes ? "chosen" : null,
        cells: [number(within), struckOut(number((before ?? answer).km2[at], 1), number(answer.km2[at], 1)),
          ...answer.curve.amounts.map((amounts, which) => struckOut(people((before?.amounts[which] ?? amounts)[within - 1]), people(amounts[within - 1])))],
      })))),
  ];
}, { narrow: true });

/** Return the panel of what is reached by minute. */
export function createAmountsPanel(app) {
  const look = { at: 0 };
  const panel = createPanel("amounts", () => {
    if (!app.answer) return pending(app);
    const { minutes, amounts } = app.answer.curve;
    const state = app.store.get();
    return [
      app.city.amounts.length > 1 ? select("amount", say("counted"), app.city.amounts.map((text, at) => ({ value: String(at), text })), String(look.at),
        (at) => { look.at = Number(at); panel.render(); }) : null,
      chart(app, minutes, look.at, state),
      note(say("amounts_all", { all: people(app.answer.all[look.at]), name: app.city.amounts[look.at] })),
    ];
  });
  return panel;
}

function chart(app, minutes, which, state) {
  const last = minutes[minutes.length - 1];
  const [amounts, before] = [app.answer.curve.amounts[which], app.answer.before?.amounts[which]];
  const { node } = chartByMinute({
    minutes, first: 0, ticks: [15, 30, 45, 60, 75, 90], now: state.minutes,
    curves: [...(before ? [{ class: "before", values: before }] : []), { class: "after", values: amounts }],
    label: say("amounts_label", { minutes: state.minutes, amount: people(amounts[Math.min(state.minutes, last) - 1]) }),
  });
  return node;
}

/** Return the panel of what one takes along. */
export const createTakingPanel = (app) => createPanel("sharing", () => {
  const button = (id, key, click) => el("button", { type: "button", id, on: { click } }, say(key));
  const file = (id, key, as) => el("a", { class: "button", id, download: "", href: app.source.exportAddress(app.query(), as) }, say(key));
  return [
    el("div", { class: "buttons", role: "group", "aria-label": say("copy") },
      button("copy-address", "copy_address", () => offer(say("copy_address"), window.location.href)),
      file("save-python", "copy_python", "python")),
    el("div", { class: "buttons", role: "group", "aria-label": say("save") },
      button("save-png", "save_png", async () => save(await cityPng(app), "transnet.png")),
      button("save-svg", "save_svg", () => save(new Blob([cityPicture(app).text], { type: "image/svg+xml" }), "transnet.svg")),
      file("save-csv", "save_csv", "csv"), file("save-gpkg", "save_gpkg", "gpkg")),
  ];
}, { open: false });
