// Answers that a page carries in its own text, in place of a server's.

import { Refusal } from "./refusal.js";

/** Return the JSON of a text that is compressed (gzip) and in letters (base64). */
export async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/**
 * Return the source of a page that carries its data: {network, isPart, notHere, answers: {key: answer},
 * reach: {key: minutes to points}, journeys: {key: {place: journey}}, sources}. An answer has what it
 * shares with another under the other's key, `like`. What the file doesn't hold is refused in words.
 */
export function embeddedSource(data) {
  const found = (table, key) => {
    const value = table?.[key];
    if (value === undefined) throw new Refusal(data.notHere, 404);
    return value;
  };
  const answer = (key) => {
    const { like, ...own } = found(data.answers, key);
    return like === undefined ? own : { ...answer(like), ...own };
  };
  const named = (leg) => ({ ...leg, source_en: listed(leg.sources, "en"), source_zh: listed(leg.sources, "zh") });
  const listed = (rows, language) => rows.map((row) => data.sources[row][language]).join(language === "zh" ? "；" : "; ");
  const way = (one) => one && { ...one, legs: one.legs.map(named) };
  const keyOf = (query) => keyIn(query, data.network.defaults);
  return {
    isLive: false,
    isPart: data.isPart,
    network: async () => data.network,
    state: async (query) => answer(keyOf(query)),
    reach: async (query) => data.reach[keyOf(query)] ?? {},
    journey: async (query, from, to) => {
      const { before, after } = found(found(data.journeys, keyOf(query)), to);
      return { before: way(before), after: way(after === undefined ? before : after) };
    },
  };
}

/** Return the key of an answer: number of its state, origin, and how trips are read. */
function keyIn(query, defaults) {
  const given = new URLSearchParams(query);
  const get = (name) => given.get(name) || defaults[name];
  const waiting = `${get("mode")}-${get("wait")}`;
  const reading = get("reading") === "train" ? "train" : get("mode") === "car" ? "car" : waiting;
  return [get("state"), get("origin"), reading].join(" ");
}
