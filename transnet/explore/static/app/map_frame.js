// What stands about a map: its frame, buttons, scale and legend, and the view that it begins with.

import { el, replace } from "./dom.js";
import { createMap } from "./map/live_map.js";
import { kmPerPixel } from "./map/mercator.js";
import { roundKm } from "./picture.js";
import { say } from "./words.js";

/**
 * Return a map of a page, which shows a box until one looks elsewhere. `scene()` is what is to be seen, `hears` clicks and moves
 * of the pointer, `legend()` says {title, body}, `label` is the key of what the map is called. Nodes `above` lie on the map.
 */
export function createMapFrame(app, { box, scene, hears, legend: legendOf, label, above = [] }) {
  const frame = el("div", { class: "map", id: "map" });
  const buttons = el("div", { class: "map-buttons" });
  const scale = el("div", { class: "scale", "aria-hidden": "true" });
  const legend = el("details", { class: "legend", id: "legend", open: true }); // below the map, so that it hides nothing of it
  const node = el("section", { class: "map-frame" }, frame, above, buttons, scale);
  let map;

  const drawScale = () => {
    const per = kmPerPixel(map.view());
    const km = roundKm(per * 110);
    replace(scale, el("span", { class: "bar" }), say("kilometres", { km }));
    scale.firstChild.style.width = `${km / per}px`;
  };
  const moved = {
    onMove: (view) => { drawScale(); app.store.set({ map: view }, { replace: true }); },
    onFit: drawScale,
  };
  return {
    node,
    frame,
    legend,
    start() {
      map = createMap(frame, { ...hears, ...moved }, app.createGl);
      app.map = map;
      map.ready.then(() => { frame.dataset.ready = "true"; drawScale(); });
    },
    setDrawing(is) { frame.classList.toggle("is-drawing", is); },
    /** Show what the address asks for, or all there is: once all about the map has its size. */
    look() {
      const { map: view } = app.store.get();
      if (view) map.setView(view);
      else map.fit(box);
      drawScale();
    },
    paint() {
      app.scene = scene();
      map.show(app.scene);
    },
    render() {
      map.setLabel(say(label));
      node.setAttribute("aria-label", say("map"));
      replace(buttons,
        mapButton("zoom-in", "+", say("zoom_in"), () => { map.zoomBy(0.5); }),
        mapButton("zoom-out", "−", say("zoom_out"), () => { map.zoomBy(-0.5); }),
        mapButton("zoom-fit", "⤢", say("zoom_fit"), () => { map.fit(box); app.store.set({ map: null }, { replace: true }); drawScale(); }));
      this.renderLegend();
      drawScale();
      this.paint();
    },
    renderLegend() {
      const { title, body } = legendOf();
      replace(legend, el("summary", {}, el("h2", {}, title)), el("div", { class: "legend-body" }, body));
    },
  };
}

const mapButton = (id, text, title, click) =>
  el("button", { type: "button", id, "aria-label": title, title, on: { click } }, text);
