// Where data come from: a server, or the page's own file. Both makers return the same functions.

/** An answer that is an error: words in both languages, and what to do. */
export class Refusal extends Error {
  constructor(body, status) {
    super(body.en ?? body.code ?? String(status));
    this.words = body;
    this.status = status;
  }
}

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
    async network(told) {
      for (let ready = await json("ready"); !ready.ready; ready = await json("ready")) {
        told(ready);
        await new Promise((resolve) => { setTimeout(resolve, 300); });
      }
      return json("network");
    },
    state: (query, signal) => json(`state?${query}`, { signal }),
    reach: (query, signal) => json(`reach?${query}`, { signal }),
    journey: (query, from, to, signal) => json(`journey?${joined(query, { from, to })}`, { signal }),
    text: async (query, as, name) => (await ask(`text?${joined(query, { as, ...(name ? { name } : {}) })}`)).text(),
    exportAddress: (query, as) => `${base}export?${joined(query, { as })}`,
    upload: (text) => json("scenario", { method: "POST", body: text, headers: { "Content-Type": "application/toml" } }),
    decide: (kind, query) => json(`decisions/${kind}?${query}`, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } }),
    progress: (job, signal) => json(`decisions/${encodeURIComponent(job)}`, { signal }),
    cancel: (job) => json(`decisions/${encodeURIComponent(job)}`, { method: "DELETE" }),
  };
}

/**
 * Return the source of a page that carries its data: {network, states: {query: answer},
 * reach: {query: minutes to points}, journeys: {"query from to": answer}}. What the file doesn't hold is refused in words.
 */
export function embeddedSource(data) {
  const found = (table, key) => {
    const value = table?.[key];
    if (value === undefined) throw new Refusal(data.network.not_here ?? {}, 404);
    return value;
  };
  const plain = (query) => query.split("&").filter((pair) => !pair.startsWith("minutes=")).join("&");
  return {
    isLive: false,
    network: async () => data.network,
    state: async (query) => found(data.states, plain(query)),
    reach: async (query) => data.reach?.[plain(query)] ?? {},
    journey: async (query, from, to) => found(data.journeys, `${plain(query)} ${from} ${to}`),
  };
}

function joined(query, more) {
  return [query, new URLSearchParams(more)].filter(String).join("&");
}
