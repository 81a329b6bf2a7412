// The page's head: what it is, of which region and day, and the switch of languages.

import { el, replace } from "./dom.js";
import { of, say } from "./words.js";

const NAMES = { en: "English", zh: "中文" }; // each in its own language, whatever the page speaks

/** Return the head; `words()` says what the page is, and where the keyboard may skip to. */
export function createHeader(app, words = () => ({ sub: say("tagline"), skip: say("skip"), to: "#panel-projects" })) {
  const node = el("header", { class: "head" });
  return {
    node,
    render() {
      const lang = document.documentElement.lang.slice(0, 2);
      const { sub, skip, to } = words();
      document.title = `${of(app.region.network)} · transnet`;
      replace(node,
        el("a", { class: "skip", href: to }, skip),
        el("h1", {}, of(app.region.network), el("span", { class: "sub" }, sub)),
        el("div", { class: "languages", role: "group", "aria-label": say("language") }, ["zh", "en"].map((code) =>
          el("button", { type: "button", id: `language-${code}`, lang: code === "zh" ? "zh-CN" : code, "aria-pressed": String(lang === code),
            on: { click: () => app.store.set({ lang: code }) } }, NAMES[code]))));
    },
  };
}
