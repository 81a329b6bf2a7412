// Take the state along: its address, the scenario as TOML or Python, and what one sees as files.

import { el, replace } from "../dom.js";
import { pictureOf, pngOf } from "../picture.js";
import { of, say } from "../words.js";
import { createPanel } from "./panel.js";

const LARGEST = 200_000; // bytes of a scenario file

export const createSharingPanel = (app) => createPanel("sharing", () => body(app), { open: false });

function body(app) {
  const button = (id, key, click) => el("button", { type: "button", id, on: { click } }, say(key));
  const file = (id, key, as) => el("a", { class: "button", id, download: "", href: app.source.exportAddress(app.query(), as) }, say(key));
  const { name } = app.store.get();
  return [
    app.source.isLive ? el("p", { class: "field" }, el("label", { for: "state-name" }, say("state_name")),
      el("input", { id: "state-name", maxlength: "60", value: name ?? "", on: { change: (event) => app.store.set({ name: event.target.value.trim() || null }) } })) : null,
    app.store.isShared ? el("div", { class: "buttons", role: "group", "aria-label": say("copy") },
      button("copy-address", "copy_address", () => offer(say("copy_address"), window.location.href)),
      app.source.isLive ? ["toml", "python"].map((as) =>
        button(`copy-${as}`, `copy_${as}`, () => offerText(app, as))) : null) : null,
    el("div", { class: "buttons", role: "group", "aria-label": say("save") },
      button("save-png", "save_png", async () => save(await pngOf(app), "transnet.png")),
      button("save-svg", "save_svg", () => save(new Blob([pictureOf(app).text], { type: "image/svg+xml" }), "transnet.svg")),
      app.source.isLive ? [file("save-csv", "save_csv", "csv"), file("save-gpkg", "save_gpkg", "gpkg")] : null),
    app.source.isLive ? el("p", { class: "field" }, el("label", { for: "open-scenario" }, say("open_scenario")),
      el("input", { type: "file", id: "open-scenario", accept: ".toml", on: { change: (event) => open(app, event.target) } })) : null,
  ];
}

async function offerText(app, as) {
  try {
    offer(say(`copy_${as}`), await app.source.text(app.query(), as, app.store.get().name));
  } catch (error) {
    app.tell(of(error.words) || say("no_server"));
  }
}

/** Show a text in a dialog from which it can be copied, whatever the browser allows. */
export function offer(title, text) {
  const area = el("textarea", { id: "shared-text", readonly: true, rows: String(Math.min(16, text.split("\n").length + 1)), "aria-label": title });
  area.value = text;
  const told = el("span", { role: "status" });
  const dialog = el("dialog", { "aria-labelledby": "shared-title" });
  replace(dialog, el("h2", { id: "shared-title" }, title), area,
    el("p", { class: "buttons" },
      el("button", { type: "button", class: "main", id: "shared-copy", on: { click: async () => {
        area.select();
        const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
        told.textContent = done || document.execCommand("copy") ? say("copied") : say("copy_by_hand");
      } } }, say("copy")),
      el("button", { type: "button", id: "shared-close", on: { click: () => dialog.close() } }, say("close")), told));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  area.select();
}

/** Hand a file to the browser. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function open(app, input) {
  const [file] = input.files;
  if (!file) return;
  if (file.size > LARGEST) return app.tell(say("file_too_large", { name: file.name }));
  try {
    const { query } = await app.source.upload(await file.text());
    app.store.setQuery(query);
  } catch (error) {
    app.tell([of(error.words), of(error.words, "remedy")].filter(Boolean).join(" ") || say("no_server"));
  }
  input.value = "";
}
