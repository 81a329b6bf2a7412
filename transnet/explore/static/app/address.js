// The state of the page and its address: one says the other, so that an address can be shared.

/** Keys that change only what is shown, and which the server isn't asked about. */
const VIEW = ["show", "place", "lang", "map", "name"];
const CHOICES = ["mode", "reading", "traffic", "wait", "origin"];
/** Keys that the page keeps as they are: an uploaded scenario has them. */
const KEPT = ["date", "base", "edits"];
/** Keys that give inputs other values: {id: number}. */
export const INPUTS = ["headway", "speed", "transfer", "access", "set"];
/** Number of a state among those that a page carries with it; a server knows none. */
const CARRIED = "state";
const SHOWN = ["before", "after", "difference"];

/** Return the state that an address's query names, over what holds where it is silent. */
export function stateOf(query, defaults) {
  const given = new URLSearchParams(query);
  const list = (key) => (given.get(key) || "").split(",").filter(Boolean);
  const state = { ...emptyState(), ...defaults };
  state.open = list("open");
  state.close = list("close");
  for (const key of INPUTS) state[key] = Object.fromEntries(list(key).map((pair) => split(pair, ":")));
  state.lines = (given.get("line") || "").split(";").filter(Boolean).map(lineOf).filter(Boolean);
  for (const key of CHOICES) if (given.get(key)) state[key] = given.get(key);
  for (const key of KEPT) state[key] = given.get(key) || null;
  state[CARRIED] = given.get(CARRIED) || defaults[CARRIED] || null;
  for (const key of ["year", "minutes"]) if (whole(given.get(key))) state[key] = Number(given.get(key));
  if (SHOWN.includes(given.get("show"))) state.show = given.get("show");
  state.place = given.get("place");
  state.name = given.get("name");
  state.lang = given.get("lang") || state.lang;
  state.map = viewOf(given.get("map"));
  return state;
}

function emptyState() {
  return {
    open: [], close: [], headway: {}, speed: {}, transfer: {}, access: {}, set: {}, lines: [], year: null, minutes: 60, origin: null, mode: null,
    reading: null, traffic: null, wait: null, show: "after", place: null, lang: null, map: null,
    date: null, base: null, edits: null, name: null, state: null,
  };
}

/** Return a state as the query that names it: what is as by default is left out. */
export function queryOf(state, defaults, { view = true } = {}) {
  const pairs = [];
  const add = (key, text) => { if (text) pairs.push(`${key}=${encoded(text)}`); };
  add("open", state.open.join(","));
  add("close", state.close.join(","));
  for (const key of INPUTS) add(key, Object.entries(state[key]).map(([id, value]) => `${id}:${value}`).join(","));
  add("line", state.lines.map(lineText).join(";"));
  for (const key of KEPT) add(key, state[key]);
  for (const key of [CARRIED, "year", "minutes", ...CHOICES]) {
    if (state[key] !== null && state[key] !== (defaults[key] ?? null)) add(key, String(state[key]));
  }
  if (view) {
    add("show", state.show === (defaults.show ?? "after") ? "" : state.show);
    add("place", state.place);
    add("name", state.name);
    add("lang", state.lang);
    add("map", state.map && [state.map.zoom.toFixed(2), state.map.lat.toFixed(4), state.map.lon.toFixed(4)].join("/"));
  }
  return pairs.join("&");
}

/** Return the keys by which two states differ. */
export function changedKeys(before, after) {
  return Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** Say whether the server must be asked anew once these keys have changed. */
export const isAsked = (keys) => keys.some((key) => !VIEW.includes(key));

/** Return a drawn line as the address names it: name~kind~km/h~headway~stops. */
export function lineText({ name, kind, speed, headway, stops }) {
  return [name.replace(/[~;,&]/g, " "), kind, speed, headway, stops.join(".")].join("~");
}

/** Return the line that an address names; null for none. */
export function lineOf(text) {
  const [name, kind, speed, headway, stops] = text.split("~");
  if (!stops) return null;
  return { name, kind, speed: Number(speed), headway: Number(headway), stops: stopsOf(stops) };
}

// A dot parts stops, and stands in the degrees of a point as well: 112.55:37.87.R001
function stopsOf(text) {
  return text.match(/-?\d+\.\d+:-?\d+\.\d+|[^.]+/g) ?? [];
}

function viewOf(text) {
  const [zoom, lat, lon] = (text || "").split("/").map(Number);
  return [zoom, lat, lon].every(Number.isFinite) && lat !== undefined ? { zoom, lat, lon } : null;
}

const whole = (text) => /^\d{1,4}$/.test(text || "");

function split(pair, between) {
  const at = pair.lastIndexOf(between);
  return [pair.slice(0, at), Number(pair.slice(at + 1))];
}

/** Return a text as a query has it: commas, colons and the like may stand there as they are, and read better so. */
export const encoded = (text) => encodeURIComponent(text).replace(/%(2C|3A|3B|2F|40|7E)/g, decodeURIComponent);
