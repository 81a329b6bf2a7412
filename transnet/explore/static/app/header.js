// The page's head: what it is, of which region and day, and the switch of languages.

import { el, replace } from "./dom.js";
import { of, say } from "./words.js";

const NAMES = { en: "English", zh: "中文" }; // each in its own language, whatever the page speaks

/** Return the head of a page whose first panel is given; `words()` says what the page is. */
export function createHeader(app, first, words = () => ({ sub: say("tagline"), skip: say("skip", { panel: say(first.key) }) })) {
  const node = el("header", { class: "head" });
  return {
    node,
    render() {
      const lang = document.documentElement.lang.slice(0, 2);
      const { sub, skip } = words();
      document.title = `${of(app.region.network)} · transnet`;
      replace(node,
        el("a", { class: "skip", href: `#panel-${first.key}`, on: { click: (event) => skipTo(event, first) } }, skip),
        el("h1", {}, of(app.region.network), el("span", { class: "sub" }, sub)),
        el("div", { class: "languages", role: "group", "aria-label": say("language") }, ["zh", "en"].map((code) =>
          el("button", { type: "button", id: `language-${code}`, lang: code === "zh" ? "zh-CN" : code, "aria-pressed": String(lang === code),
            on: { click: () => app.store.set({ lang: code }) } }, NAMES[code]))));
    },
  };
}

/** Take the keyboard to a panel; the address stays, which may hold the state. */
function skipTo(event, panel) {
  event.preventDefault();
  panel.node.firstChild.focus();
}
