// Begins the page: fetches the network, lays panels out, and keeps all of them true to the state.

import { isAsked } from "./address.js";
import { createAsker } from "./asker.js";
import { beginCity } from "./city/city_page.js";
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
import { createVerdictsPanel } from "./panels/verdicts.js";
import { answerOf, regionOf } from "./region.js";
import { embeddedSource, serverSource } from "./source.js";
import { createStore } from "./store.js";
import { createToolbar } from "./toolbar.js";
import { say, setWords, speak } from "./words.js";

const PAUSE_MS = 800;

/** Begin a page in a node, with data from a source. */
export async function begin(node, source) {
  const sent = await source.network((told) => replace(node, el("p", { class: "waiting", role: "status" },
    el("span", { lang: "en" }, told.en), el("br"), el("span", { lang: "zh-CN" }, told.zh))));
  setWords(sent.words);
  if (sent.kind === "city") return beginCity(node, source, sent);
  const region = regionOf(sent);
  const app = { region, source, answer: null, reach: null, failure: null, scene: [], map: null };
  app.store = createStore({ ...region.defaults });
  speak(app.store.get().lang);
  app.query = () => app.store.query({ view: false });
  const parts = layOut(app, node);
  app.ask = createAnswers(app, parts);
  app.store.subscribe((state, keys) => changed(app, parts, state, keys));
  parts.map.start();
  renderAll(parts);
  app.ask();
}

function layOut(app, node) {
  const told = el("p", { class: "told", role: "status", id: "told" });
  app.tell = (text) => { told.textContent = text; };
  app.drawing = createDrawingPanel(app);
  const live = app.source.isLive;
  const left = [createProjectsPanel(app), createSettingsPanel(app), ...(live ? [createInputsPanel(app), app.drawing] : []), createSharingPanel(app)];
  const journey = createJourneyPanel(app);
  const decisions = createDecisionsPanel(app);
  const answers = [createVerdictsPanel(app), createCurvePanel(app), createGainsPanel(app), createCountiesPanel(app)];
  const right = [...answers.slice(0, 2), journey, ...answers.slice(2), ...(live ? [decisions] : [])];
  const parts = { header: createHeader(app), toolbar: createToolbar(app), map: createMapView(app), left, right, answers, journey, decisions };
  parts.choosing = el("section", { class: "side left" }, left.map((panel) => panel.node));
  parts.reading = el("section", { class: "side right" }, right.map((panel) => panel.node));
  app.paint = () => parts.map.paint();
  app.drawingChanged = (is) => { parts.map.setDrawing(is); app.paint(); };
  replace(node, parts.header.node, el("main", {}, parts.choosing,
    el("div", { class: "middle" }, parts.toolbar.node, parts.map.node, told), parts.reading));
  return parts;
}

function renderAll(parts) {
  parts.choosing.setAttribute("aria-label", say("choosing"));
  parts.reading.setAttribute("aria-label", say("answers"));
  for (const part of [parts.header, parts.toolbar, parts.map, ...parts.left, ...parts.right]) part.render();
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
  const points = (reach) => { app.reach = reach; parts.map.paint(); };
  const askReach = createAsker(app.source.reach, { waiting: () => null, got: points, failed: () => points(null) });
  let later = null;
  return () => {
    app.reach = null; // of another state; the map has points again once they are told
    clearTimeout(later);
    ask(app.query()).then(() => {
      clearTimeout(later);
      // Points cost the server more than all other figures: not while one clicks on.
      later = setTimeout(() => { if (!app.failure && document.body.dataset.shown === app.query()) askReach(app.query()); }, PAUSE_MS);
    });
    parts.journey.follow();
    parts.decisions.follow();
  };
}

function changed(app, parts, state, keys) {
  if (keys.includes("lang")) {
    speak(state.lang);
    renderAll(parts);
  } else {
    const isOf = (...names) => names.some((name) => keys.includes(name));
    if (isOf("open", "close", "year")) parts.left[0].render();
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

const node = document.getElementById("page");
const carried = document.getElementById("transnet-data");
begin(node, carried ? embeddedSource(JSON.parse(carried.textContent)) : serverSource()).catch((error) => {
  const { en, zh } = error.words ?? {};
  replace(node, el("p", { role: "alert", lang: "en" }, en ?? String(error.message)), zh ? el("p", { lang: "zh" }, zh) : null);
});
