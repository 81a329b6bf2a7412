// The states that a page carries: one is chosen, and what it opens and closes is said.

import { el } from "../dom.js";
import { of, say } from "../words.js";
import { createPanel, note } from "./panel.js";

const SHOWN = 5;

export const createStatesPanel = (app) => createPanel("states", () => body(app), { narrow: true });

function body(app) {
  const chosen = app.store.get().state;
  return [
    el("div", { class: "projects", role: "radiogroup", "aria-label": say("states") }, app.region.states.map((each) => {
      const id = `state-${each.id}`;
      return el("div", { class: "state" }, el("label", { for: id },
        el("input", { type: "radio", name: "state", id, value: each.id, checked: each.id === chosen,
          on: { change: () => app.store.set({ state: each.id }) } }),
        el("span", {}, of(each))), el("p", { class: "about" }, about(app, each)));
    })),
    note(say("states_how")),
  ];
}

/** Say which projects a state opens and closes, and its day. */
function about(app, state) {
  const names = (ids) => [
    ...ids.slice(0, SHOWN).map((id) => of(app.region.project.get(id)) || id),
    ...(ids.length > SHOWN ? [say("and_more", { count: ids.length - SHOWN })] : []),
  ].join(say("comma"));
  return [
    state.day,
    state.open.length ? say("state_opens", { names: names(state.open) }) : null,
    state.close.length ? say("state_closes", { names: names(state.close) }) : null,
  ].filter(Boolean).join(say("semicolon"));
}
