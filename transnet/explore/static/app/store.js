// The state, its changes, and the browser's history of it.

import { changedKeys, queryOf, stateOf } from "./address.js";

/**
 * Hold the state of the page in a place of the browser's. `set(patch)` is a step that the back button undoes; with
 * {replace: true} it isn't, as for moves of the map. Listeners hear the new state and the keys changed.
 * `grammar` says what an address means: {stateOf, queryOf}.
 */
export function createStore(defaults, { place, grammar = { stateOf, queryOf } }) {
  let state = grammar.stateOf(place.read(), defaults);
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
    place.write(grammar.queryOf(next, defaults), replace);
    tell(next);
  }

  place.heard(() => tell(grammar.stateOf(place.read(), defaults)));
  return {
    isShared: place.isShared,
    get: () => state,
    set,
    setQuery: (query) => set(grammar.stateOf(query, defaults)),
    subscribe: (listener) => listeners.push(listener),
    query: (options) => grammar.queryOf(state, defaults, options),
  };
}
