// The page: lays panels out for a network, and keeps all of them true to the state.

import { isAsked } from "./address.js";
import { createAsker } from "./asker.js";
import { el, replace } from "./dom.js";
import { createHeader } from "./header.js";
import { createMapView } from "./map_view.js";
import { createCountiesPanel } from "./panels/counties.js";
import { createCurvePanel } from "./panels/curve.js";
import { createDecisionsPanel } from "./panels/decisions.js";
import { createDrawingPanel } from "./panels/drawing.js";
import { createGainsPanel } from "./panels/gains.js";
import { createInputsPanel } from "./panels/inputs.js";
import { createJourneyPanel } from "./panels/journey.js";
import { createProjectsPanel } from "./panels/projects.js";
import { createSettingsPanel } from "./panels/settings.js";
import { createSharingPanel } from "./panels/sharing.js";
import { createStatesPanel } from "./panels/states.js";
import { createVerdictsPanel } from "./panels/verdicts.js";
import { answerOf, regionOf } from "./region.js";
import { createStore } from "./store.js";
import { createToolbar } from "./toolbar.js";
import { say, setWords, speak } from "./words.js";

const PAUSE_MS = 200;

/**
 * Begin a page in a node, with data from a source, its state in a place of the browser's. Where
 * `createGl` makes a better map than the canvas, it takes its place. `others` begin what isn't a
 * network, by its kind. Returns {store}.
 */
export async function begin(node, { source, place, createGl = null, others = {} }) {
  const sent = await source.network((told) => replace(node, el("p", { class: "waiting", role: "status" },
    el("span", { lang: "en" }, told.en), el("br"), el("span", { lang: "zh-CN" }, told.zh))));
  setWords(sent.words);
  if (others[sent.kind]) return others[sent.kind](node, { source, place, createGl }, sent);
  const region = regionOf(sent);
  const app = { region, source, createGl, answer: null, reach: null, edges: null, failure: null, scene: [], map: null };
  app.store = createStore({ ...region.defaults }, { place });
  speak(app.store.get().lang);
  app.query = () => app.store.query({ view: false });
  const parts = layOut(app, node);
  app.ask = createAnswers(app, parts);
  app.store.subscribe((state, keys) => changed(app, parts, state, keys));
  parts.map.start();
  renderAll(parts);
  parts.map.look();
  app.ask();
  return app;
}

function layOut(app, node) {
  const told = el("p", { class: "told", role: "status", id: "told" });
  app.tell = (text) => { told.textContent = text; };
  app.drawing = createDrawingPanel(app);
  const parts = { ...panelsOf(app), toolbar: createToolbar(app), map: createMapView(app) };
  app.paint = () => parts.map.paint();
  app.drawingChanged = (is) => { parts.map.setDrawing(is); app.paint(); };
  const side = (panels, name) => (panels.length ? el("section", { class: `side ${name}` }, panels.map((panel) => panel.node)) : null);
  [parts.choosing, parts.reading] = [side(parts.left, "left"), side(parts.right, "right")];
  const middle = el("div", { class: "middle" }, parts.toolbar.node, parts.map.node, parts.map.legend, told);
  replace(node, parts.header?.node, el("main", {}, parts.choosing, middle, parts.reading));
  return parts;
}

/** Return the panels beside the map: all for a page of its own, those about the map for a part of another. */
function panelsOf(app) {
  const { isLive, isPart } = app.source;
  const [journey, curve, settings] = [createJourneyPanel(app), createCurvePanel(app), createSettingsPanel(app)];
  if (isPart) return { left: [], right: [journey, curve], answers: [curve], journey };
  const first = isLive ? createProjectsPanel(app) : createStatesPanel(app);
  const [verdicts, gains, counties] = [createVerdictsPanel(app), createGainsPanel(app), createCountiesPanel(app)];
  const decisions = isLive ? createDecisionsPanel(app) : null;
  return {
    header: createHeader(app, first), journey, decisions, answers: [verdicts, curve, gains, counties],
    left: [first, settings, ...(isLive ? [createInputsPanel(app), app.drawing] : []), createSharingPanel(app)],
    right: [verdicts, curve, journey, gains, counties, decisions].filter(Boolean),
  };
}

function renderAll(parts) {
  parts.choosing?.setAttribute("aria-label", say("choosing"));
  parts.reading.setAttribute("aria-label", say("answers"));
  for (const part of [parts.header, parts.toolbar, parts.map, ...parts.left, ...parts.right]) part?.render();
}

/** Return what asks for the answer of the state, and puts it on the page. */
function createAnswers(app, parts) {
  const show = () => {
    parts.map.paint();
    parts.map.renderLegend();
    for (const panel of parts.answers) panel.render();
    document.body.dataset.shown = app.query(); // what the figures on the page belong to
  };
  const ask = createAsker(async (query, signal) => answerOf(await app.source.state(query, signal)), {
    waiting: (is) => { for (const panel of parts.answers) panel.stale(is); },
    got: (answer) => { Object.assign(app, answer.minutes ? { answer, failure: null } : { answer: { ...app.answer, ...answer }, failure: null }); show(); },
    failed: (error) => {
      app.failure = error.words ? error : { words: {}, status: 503 };
      show();
      if (app.answer) for (const panel of parts.answers) panel.stale(true);
    },
  });
  const askShapes = createShapes(app, parts.map);
  let later = null;
  return () => {
    app.reach = app.edges = null; // of another state; the map has them again once they are told
    clearTimeout(later);
    ask(app.query()).then(() => {
      clearTimeout(later);
      // Figures first: shapes are asked for once one pauses.
      later = setTimeout(() => { if (!app.failure && document.body.dataset.shown === app.query()) askShapes(app.query()); }, PAUSE_MS);
    });
    parts.journey.follow();
    parts.decisions?.follow();
  };
}

/** Return what asks for the points that one reaches, and for the edge of what lies within the minutes. */
function createShapes(app, map) {
  const take = (key) => (found) => { app[key] = found; map.paint(); };
  const quiet = (key) => ({ waiting: () => null, got: take(key), failed: () => take(key)(null) });
  const askReach = createAsker(app.source.reach, quiet("reach"));
  const askEdges = app.source.edges && createAsker(app.source.edges, quiet("edges"));
  return (query) => {
    askReach(query);
    askEdges?.(query);
  };
}

function changed(app, parts, state, keys) {
  if (keys.includes("lang")) {
    speak(state.lang);
    renderAll(parts);
  } else {
    const isOf = (...names) => names.some((name) => keys.includes(name));
    if (isOf("open", "close", "year", "state")) parts.left[0]?.render();
    if (isOf("minutes", "origin", "show")) parts.toolbar.render();
    if (isAsked(keys)) for (const panel of parts.left.slice(1)) panel.render();
    if (isOf("place", "origin")) parts.journey.render();
    if (isOf("place")) for (const panel of parts.answers) if (panel.key === "counties") panel.render();
    if (isOf("show", "minutes", "origin", "place", "lines")) parts.map.paint();
    if (isOf("show")) parts.map.renderLegend();
  }
  if (isAsked(keys)) app.ask();
  else parts.journey.follow();
}

/** Say in a node why nothing can be shown there. */
export function fail(node, error) {
  const { en, zh } = error.words ?? {};
  replace(node, el("p", { role: "alert", lang: "en" }, en ?? String(error.message)), zh ? el("p", { lang: "zh" }, zh) : null);
}
