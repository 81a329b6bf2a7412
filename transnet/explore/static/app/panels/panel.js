// A panel: a section with a heading, a mark while it isn't up to date, and a body.

import { el, replace } from "../dom.js";
import { say } from "../words.js";

const NARROW = 700; // pixels; page.css has the same

/**
 * Return a panel {node, render, stale}. `body()` returns what the panel holds; the heading folds it
 * away, and it stays folded. `key` is the word of its heading, and its id. On narrow screens it begins
 * folded unless `narrow`.
 */
export function createPanel(key, body, { open = true, narrow = false } = {}) {
  const heading = el("h2", {});
  const mark = el("span", { class: "stale", hidden: true });
  const content = el("div", { class: "panel-body" });
  const details = el("details", { class: "panel", id: `panel-${key}`, open: open && (narrow || !isNarrow()) },
    el("summary", {}, heading, mark), content);
  return {
    node: details,
    key,
    render() {
      heading.textContent = say(key);
      mark.textContent = say("stale");
      replace(content, body());
    },
    stale(is) {
      mark.hidden = !is;
      details.setAttribute("aria-busy", String(is));
      details.classList.toggle("is-stale", is);
    },
  };
}

/** Say whether there is room for one column only; a frame that isn't laid out yet is 0 wide. */
const isNarrow = () => window.innerWidth > 0 && window.innerWidth <= NARROW;

/** Return a note for when there is nothing to show. */
export const note = (text) => el("p", { class: "note" }, text);

/** Return the note of a panel whose figures aren't there: they are being worked out, or can't be. */
export const pending = (app) => note(say(app.failure ? "not_worked_out" : "working"));
