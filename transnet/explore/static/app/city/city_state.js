// The state of a city's page and its address.

import { encoded, lineOf, lineText } from "../address.js";

const TEXTS = ["mode", "date", "time"];
const NUMBERS = ["window", "percentile", "minutes"];
/** Keys that change only what is shown. */
const VIEW = ["lang", "map", "minutes", "to", "show"];

/** Return the state that an address's query names, over what holds where it is silent. */
export function stateOf(query, defaults) {
  const given = new URLSearchParams(query);
  const state = { at: null, mode: null, date: null, time: null, window: null, percentile: null, minutes: 30, ...defaults, to: null, lines: [], show: "after", lang: null, map: null };
  const at = pointOf(given.get("at"));
  if (at) state.at = at;
  state.to = pointOf(given.get("to"));
  state.lines = (given.get("line") || "").split(";").filter(Boolean).map(lineOf).filter(Boolean);
  if (given.get("show") === "before") state.show = "before";
  for (const key of TEXTS) if (given.get(key)) state[key] = given.get(key);
  for (const key of NUMBERS) if (/^\d{1,4}$/.test(given.get(key) || "")) state[key] = Number(given.get(key));
  state.lang = given.get("lang");
  const [zoom, lat, lon] = (given.get("map") || "").split("/").map(Number);
  if ([zoom, lat, lon].every(Number.isFinite) && lat !== undefined) state.map = { zoom, lat, lon };
  return state;
}

/** Return a state as the query that names it: what is as by default is left out. */
export function queryOf(state, defaults, { view = true } = {}) {
  const pairs = [];
  const same = (key) => JSON.stringify(state[key]) === JSON.stringify(defaults[key] ?? null);
  if (state.at && !same("at")) pairs.push(`at=${pointText(state.at)}`);
  for (const key of [...TEXTS, ...NUMBERS.filter((each) => view || !VIEW.includes(each))]) {
    if (state[key] !== null && !same(key)) pairs.push(`${key}=${encodeURIComponent(state[key]).replaceAll("%3A", ":")}`);
  }
  if (state.lines.length) pairs.push(`line=${encoded(state.lines.map(lineText).join(";"))}`);
  if (view && state.to) pairs.push(`to=${pointText(state.to)}`);
  if (view && state.show !== "after") pairs.push(`show=${state.show}`);
  if (view && state.lang) pairs.push(`lang=${state.lang}`);
  if (view && state.map) pairs.push(`map=${[state.map.zoom.toFixed(2), state.map.lat.toFixed(4), state.map.lon.toFixed(4)].join("/")}`);
  return pairs.join("&");
}

/** Say whether the server must be asked anew once these keys have changed. */
export const isAsked = (keys) => keys.some((key) => !VIEW.includes(key));

export const pointText = ([lon, lat]) => `${Number(lon.toFixed(5))},${Number(lat.toFixed(5))}`;

/** Return the point that a text names as longitude, latitude; null for none. */
export function pointOf(text) {
  const parts = (text || "").split(/[,\s]+/).filter(Boolean).map(Number);
  const [lon, lat] = parts;
  return parts.length === 2 && parts.every(Number.isFinite) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}
