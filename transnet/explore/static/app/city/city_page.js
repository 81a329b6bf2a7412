// The page of a city: a map by click, when one leaves, what is reached.

import { createAsker } from "../asker.js";
import { el, replace, steps } from "../dom.js";
import { createHeader } from "../header.js";
import { projection } from "../map/mercator.js";
import { createMapFrame } from "../map_frame.js";
import { createDrawingPanel } from "../panels/drawing.js";
import { createStore } from "../store.js";
import { rowsOf } from "../tables.js";
import { currentLanguage, of, say, speak } from "../words.js";
import { cityGround } from "./city_ground.js";
import { createCityJourneyPanel } from "./city_journey.js";
import { createAmountsPanel, createLeavingPanel, createReachedPanel, createTakingPanel } from "./city_panels.js";
import { areaGroup, cityGroups, classesOf, drawnGroup, endsGroup, pale } from "./city_scene.js";
import * as grammar from "./city_state.js";

/** Begin the page of a city in a node, with what the server sent of it. */
export function beginCity(node, { source, place, createGl }, sent) {
  const city = { ...sent, roads: rowsOf(sent.roads), routes: rowsOf(sent.routes), stops: rowsOf(sent.stops) };
  const app = { city, region: { network: sent.network }, source, createGl, answer: null, failure: null, scene: [], map: null, pick: "at" };
  app.store = createStore({ ...sent.defaults }, { place, grammar });
  speak(app.store.get().lang);
  app.query = () => app.store.query({ view: false });
  const parts = layOut(app, node);
  const show = () => {
    parts.map.paint();
    parts.map.renderLegend();
    for (const panel of parts.answers) panel.render();
    document.body.dataset.shown = app.query();
  };
  const ask = createAsker(source.state, {
    waiting: (is) => { for (const panel of parts.answers) panel.stale(is); },
    got: (answer) => { Object.assign(app, { answer, failure: null }); show(); },
    failed: (error) => { app.failure = error.words ? error : { words: {} }; show(); },
  });
  app.store.subscribe((state, keys) => {
    if (keys.includes("lang")) {
      speak(state.lang);
      renderAll(parts);
    } else {
      for (const part of [parts.toolbar, ...parts.left]) part.render();
      if (keys.includes("mode") && !within(app).includes(state.minutes)) app.store.set({ minutes: within(app)[2] }, { replace: true });
      if (keys.includes("to")) parts.journey.render();
      if (keys.some((key) => ["minutes", "at", "to", "show", "lines"].includes(key))) show();
    }
    if (grammar.isAsked(keys)) ask(app.query());
    parts.journey.follow();
  });
  parts.map.start();
  renderAll(parts);
  parts.map.look();
  ask(app.query());
  parts.journey.follow();
  return app;
}

const within = (app) => app.city.within[app.store.get().mode];

function layOut(app, node) {
  const told = el("p", { class: "told", role: "status", id: "told" });
  app.tell = (text) => { told.textContent = text; };
  app.drawing = app.city.kinds.length ? createDrawingPanel(app, cityGround(app.city)) : null;
  const left = [createLeavingPanel(app), ...(app.drawing ? [app.drawing] : []), createTakingPanel(app)];
  const answers = [createReachedPanel(app), ...(app.city.amounts.length ? [createAmountsPanel(app)] : [])];
  const journey = createCityJourneyPanel(app);
  const right = [...answers, journey];
  const head = createHeader(app, left[0], () => ({ sub: say("city_tagline"), skip: say("city_skip") }));
  const parts = { head, toolbar: createCityToolbar(app), map: createCityMap(app), left, right, answers, journey };
  app.paint = () => parts.map.paint();
  app.drawingChanged = (is) => { parts.map.setDrawing(is); app.paint(); };
  parts.choosing = el("section", { class: "side left" }, left.map((panel) => panel.node));
  parts.reading = el("section", { class: "side right" }, right.map((panel) => panel.node));
  replace(node, head.node, el("main", {}, parts.choosing,
    el("div", { class: "middle" }, parts.toolbar.node, parts.map.node, parts.map.legend, told), parts.reading));
  return parts;
}

function renderAll(parts) {
  parts.choosing.setAttribute("aria-label", say("leaving"));
  parts.reading.setAttribute("aria-label", say("answers"));
  for (const part of [parts.head, parts.toolbar, parts.map, ...parts.left, ...parts.right]) part.render();
}

function createCityToolbar(app) {
  const node = el("div", { class: "toolbar", id: "toolbar" });
  return {
    node,
    render() {
      const state = app.store.get();
      replace(node,
        steps("mode", say("mode"), app.city.modes.map((value) => ({ value, text: say(`means_${value}`) })), state.mode, (mode) => app.store.set({ mode })),
        steps("minutes", say("within"), within(app).map((value) => ({ value, text: String(value), title: say("minutes_short", { minutes: value }) })),
          state.minutes, (minutes) => app.store.set({ minutes })),
        steps("pick", say("pick"), ["at", "to"].map((value) => ({ value, text: say(`pick_${value}`) })), app.pick, (pick) => { app.pick = pick; }),
        state.lines.length && state.mode === "transit"
          ? steps("show", say("shown_lines"), ["before", "after"].map((value) => ({ value, text: say(value) })), state.show, (show) => app.store.set({ show })) : null);
    },
  };
}

function createCityMap(app) {
  const fixed = cityGroups(app.city);
  const sheet = () => projection(app.map.view(), app.map.size().width, app.map.size().height);
  return createMapFrame(app, {
    box: app.city.box,
    scene() {
      const state = app.store.get();
      return [areaGroup(app.answer, state), ...fixed, drawnGroup(app.drawing?.lines(state) ?? []), ...endsGroup(state)];
    },
    hears: {
      onClick(point) {
        if (app.drawing?.click(point, sheet().to)) return;
        app.store.set({ [app.pick]: [point.lon, point.lat].map((each) => Number(each.toFixed(5))) });
      },
      onHover: () => null,
    },
    legend: () => legendOf(app),
    label: "city_map_label",
  });
}

function legendOf(app) {
  const state = app.store.get();
  return { title: say("legend_city"), body: [
    el("div", {},
      el("ul", { class: "classes" }, classesOf(within(app)).map((each) => el("li", {},
        el("span", { class: "swatch", colour: each.within <= state.minutes ? each.colour : pale(each.colour) }), `≤${each.within}`))),
      el("p", {}, say("legend_strength", { minutes: state.minutes }))),
    el("div", {},
      el("p", { class: "reading" }, of(app.answer?.reading)),
      ...(app.city.sources[currentLanguage()] ?? []).map((source) => el("p", { class: "source" }, source))),
  ] };
}
