// Begins a page that carries its answers: a file of its own, or a frame in a report or a notebook.

import { unpacked, embeddedSource } from "./embedded.js";
import { begin, fail } from "./page.js";
import { fragmentPlace, noPlace } from "./places.js";

const node = document.getElementById("page");
const isFramed = window.parent !== window;

async function start() {
  const source = embeddedSource(await unpacked(document.getElementById("transnet-data").textContent));
  document.body.classList.toggle("is-part", source.isPart);
  const app = await begin(node, { source, place: isFramed ? noPlace() : fragmentPlace() });
  if (isFramed && source.isPart) belong(app);
}

/** Take the language of the page around this one, and tell it how high this one is. */
function belong(app) {
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && ["en", "zh"].includes(data?.language)) app.store.set({ lang: data.language }, { replace: true });
  });
  const tell = () => window.parent.postMessage({ height: node.scrollHeight }, "*");
  new ResizeObserver(tell).observe(node);
  tell();
}

start().catch((error) => fail(node, error));
