// A panel of a journey: it asks for the way between two ends whenever these, or the state, are others.

import { createPanel } from "./panel.js";

/**
 * Return a panel with `follow()`, which asks where the way is another than the one held. `ends()` says {from, to}, to being null
 * where there is none to ask for; `body(held)` returns what the panel holds of {answer, failure}.
 */
export function createFollowingPanel(app, key, ends, body) {
  const held = { key: null, answer: null, failure: null, running: null };
  const panel = createPanel(key, () => body(held));
  panel.follow = async () => {
    const { from, to } = ends();
    const query = app.query();
    const asked = to ? [query, from, to].join(" ") : null;
    if (asked === held.key) return;
    held.running?.abort();
    Object.assign(held, { key: asked, failure: null, running: new AbortController() });
    if (!to) {
      held.answer = null;
      panel.stale(false);
      return panel.render();
    }
    const { signal } = held.running;
    panel.stale(true);
    try {
      const answer = await app.source.journey(query, from, to, signal);
      if (signal.aborted) return;
      held.answer = answer;
    } catch (error) {
      if (signal.aborted) return;
      Object.assign(held, { answer: null, failure: error, key: null });
    }
    panel.stale(false);
    panel.render();
  };
  return panel;
}
