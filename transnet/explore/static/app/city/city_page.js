// The page of a city: a map by click, when one leaves, what is reached.

import { createAsker } from "../asker.js";
import { el, replace, steps } from "../dom.js";
import { createHeader } from "../header.js";
import { createMap } from "../map/live_map.js";
import { kmPerPixel } from "../map/mercator.js";
import { roundKm } from "../picture.js";
import { createStore } from "../store.js";
import { rowsOf } from "../tables.js";
import { currentLanguage, of, say, speak } from "../words.js";
import { createAmountsPanel, createLeavingPanel, createReachedPanel, createTakingPanel } from "./city_panels.js";
import { areaGroup, cityGroups, classesOf, pale, startGroup } from "./city_scene.js";
import * as grammar from "./city_state.js";

/** Begin the page of a city in a node, with what the server sent of it. */
export function beginCity(node, { source, place, createGl }, sent) {
  const city = { ...sent, roads: rowsOf(sent.roads), routes: rowsOf(sent.routes), stops: rowsOf(sent.stops) };
  const app = { city, region: { network: sent.network }, source, createGl, answer: null, failure: null, scene: [], map: null };
  app.store = createStore({ ...sent.defaults }, { place, grammar });
  speak(app.store.get().lang);
  app.query = () => app.store.query({ view: false });
  const parts = layOut(app, node);
  const show = () => {
    parts.map.paint();
    parts.map.renderLegend();
    for (const panel of parts.right) panel.render();
    document.body.dataset.shown = app.query();
  };
  const ask = createAsker(source.state, {
    waiting: (is) => { for (const panel of parts.right) panel.stale(is); },
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
      if (keys.some((key) => ["minutes", "at"].includes(key))) show();
    }
    if (grammar.isAsked(keys)) ask(app.query());
  });
  parts.map.start();
  renderAll(parts);
  parts.map.look();
  ask(app.query());
  return app;
}

const within = (app) => app.city.within[app.store.get().mode];

function layOut(app, node) {
  const told = el("p", { class: "told", role: "status", id: "told" });
  app.tell = (text) => { told.textContent = text; };
  const left = [createLeavingPanel(app), createTakingPanel(app)];
  const right = [createReachedPanel(app), ...(app.city.amounts.length ? [createAmountsPanel(app)] : [])];
  const head = createHeader(app, left[0], () => ({ sub: say("city_tagline"), skip: say("city_skip") }));
  const parts = { head, toolbar: createCityToolbar(app), map: createCityMap(app), left, right };
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
          state.minutes, (minutes) => app.store.set({ minutes })));
    },
  };
}

function createCityMap(app) {
  const frame = el("div", { class: "map", id: "map" });
  const buttons = el("div", { class: "map-buttons" });
  const scale = el("div", { class: "scale", "aria-hidden": "true" });
  const legend = el("details", { class: "legend", id: "legend", open: true });
  const node = el("section", { class: "map-frame" }, frame, buttons, scale);
  const fixed = cityGroups(app.city);
  let map;
  const scene = () => {
    const state = app.store.get();
    app.scene = [areaGroup(app.answer, state), ...fixed, startGroup(state.at)];
    return app.scene;
  };
  const drawScale = () => {
    const per = kmPerPixel(map.view());
    const km = roundKm(per * 110);
    replace(scale, el("span", { class: "bar" }), say("kilometres", { km }));
    scale.firstChild.style.width = `${km / per}px`;
  };
  const hears = {
    onClick: ({ lon, lat }) => app.store.set({ at: [Number(lon.toFixed(5)), Number(lat.toFixed(5))] }),
    onHover: () => null,
    onMove: (view) => { drawScale(); app.store.set({ map: view }, { replace: true }); },
    onFit: drawScale,
  };
  return {
    node,
    legend,
    start() {
      map = createMap(frame, hears, app.createGl);
      app.map = map;
      map.ready.then(() => { frame.dataset.ready = "true"; drawScale(); });
    },
    look() {
      const { map: view } = app.store.get();
      if (view) map.setView(view);
      else map.fit(app.city.box);
      drawScale();
    },
    paint() { map.show(scene()); },
    render() {
      map.setLabel(say("city_map_label"));
      node.setAttribute("aria-label", say("map"));
      replace(buttons,
        mapButton("zoom-in", "+", say("zoom_in"), () => { map.zoomBy(0.5); }),
        mapButton("zoom-out", "−", say("zoom_out"), () => { map.zoomBy(-0.5); }),
        mapButton("zoom-fit", "⤢", say("zoom_fit"), () => { map.fit(app.city.box); app.store.set({ map: null }, { replace: true }); drawScale(); }));
      this.renderLegend();
      drawScale();
      this.paint();
    },
    renderLegend() {
      const state = app.store.get();
      replace(legend, el("summary", {}, el("h2", {}, say("legend_city"))), el("div", { class: "legend-body" },
        el("div", {},
          el("ul", { class: "classes" }, classesOf(within(app)).map((each) => el("li", {},
            el("span", { class: "swatch", colour: each.within <= state.minutes ? each.colour : pale(each.colour) }), `≤${each.within}`))),
          el("p", {}, say("legend_strength", { minutes: state.minutes }))),
        el("div", {},
          el("p", { class: "reading" }, of(app.answer?.reading)),
          ...(app.city.sources[currentLanguage()] ?? []).map((source) => el("p", { class: "source" }, source)))));
    },
  };
}

const mapButton = (id, text, title, click) =>
  el("button", { type: "button", id, "aria-label": title, title, on: { click } }, text);
