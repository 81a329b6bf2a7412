// The state, its changes, and the browser's history of it.

import * as network from "./address.js";

const { changedKeys } = network;

/**
 * Hold the state of the page. `set(patch)` is a step that the back button undoes; with
 * {replace: true} it isn't, as for moves of the map. Listeners hear the new state and the keys changed.
 * `grammar` says what an address means: {stateOf, queryOf}.
 */
export function createStore(defaults, { stateOf, queryOf } = network) {
  const { location, history } = window;
  let state = stateOf(location.search, defaults);
  const listeners = [];

  function tell(next) {
    const keys = changedKeys(state, next);
    state = next;
    if (keys.length) for (const listener of listeners) listener(state, keys);
  }

  function set(patch, { replace = false } = {}) {
    const next = { ...state, ...patch };
    const keys = changedKeys(state, next);
    if (!keys.length) return;
    const query = queryOf(next, defaults);
    const address = location.pathname + (query && `?${query}`);
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    tell(next);
  }

  window.addEventListener("popstate", () => tell(stateOf(location.search, defaults)));
  return {
    get: () => state,
    set,
    setQuery: (query) => set(stateOf(query, defaults)),
    subscribe: (listener) => listeners.push(listener),
    query: (options) => queryOf(state, defaults, options),
  };
}
