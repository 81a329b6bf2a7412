// Where data come from: a server. The source of a page that carries its data has the same functions.

import { Refusal } from "./refusal.js";

/** Return the source of a page that `transnet explore` serves. */
export function serverSource(base = "api/") {
  const ask = async (path, options = {}) => {
    const answer = await fetch(base + path, { headers: { Accept: "application/json" }, ...options });
    if (answer.ok) return answer;
    const body = await answer.json().catch(() => ({}));
    throw new Refusal(body, answer.status);
  };
  const json = async (path, options) => (await ask(path, options)).json();
  return {
    isLive: true,
    isPart: false,
    async network(told) {
      for (let ready = await json("ready"); !ready.ready; ready = await json("ready")) {
        told(ready);
        await new Promise((resolve) => { setTimeout(resolve, 300); });
      }
      return json("network");
    },
    state: (query, signal) => json(`state?${query}`, { signal }),
    reach: (query, signal) => json(`reach?${query}`, { signal }),
    edges: (query, signal) => json(`edges?${query}`, { signal }),
    journey: (query, from, to, signal) => json(`journey?${joined(query, { from, to })}`, { signal }),
    text: async (query, as, name) => (await ask(`text?${joined(query, { as, ...(name ? { name } : {}) })}`)).text(),
    exportAddress: (query, as) => `${base}export?${joined(query, { as })}`,
    upload: (text) => json("scenario", { method: "POST", body: text, headers: { "Content-Type": "application/toml" } }),
    decide: (kind, query) => json(`decisions/${kind}?${query}`, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } }),
    progress: (job, signal) => json(`decisions/${encodeURIComponent(job)}`, { signal }),
    cancel: (job) => json(`decisions/${encodeURIComponent(job)}`, { method: "DELETE" }),
  };
}

function joined(query, more) {
  return [query, new URLSearchParams(more)].filter(String).join("&");
}
