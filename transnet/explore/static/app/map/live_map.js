// The map of the page: the canvas at once, MapLibre in its place when it is ready and the browser can.

import { createCanvasMap } from "./canvas_map.js";

/**
 * Return a map in a node that keeps scene, view and label when one map takes another's place.
 * `createGl` makes the other one; null where there is none.
 */
export function createMap(node, hears, createGl) {
  let map = createCanvasMap(node, hears);
  let scene = [];
  let label = "";
  node.dataset.map = map.kind;

  const ready = !createGl ? Promise.resolve() : createGl(node, map.view(), hears)
    .then(async (better) => {
      better.show(scene);
      await better.idle(); // till then the canvas is seen
      const focused = node.contains(document.activeElement);
      better.setView(map.view());
      better.show(scene); // what came meanwhile
      node.classList.add("is-gl");
      better.setLabel(label);
      map.remove();
      map = better;
      node.dataset.map = map.kind;
      if (focused) node.querySelector("canvas").focus();
    })
    .catch(() => {
      // The canvas stays: a driver that refuses is nothing that a planner can mend.
      for (const left of node.querySelectorAll(".map-gl")) left.remove();
    });

  return {
    ready,
    kind: () => map.kind,
    show: (next) => { scene = next; map.show(next); },
    setLabel: (text) => { label = text; map.setLabel(text); },
    view: () => map.view(),
    setView: (view) => map.setView(view),
    fit: (box) => map.fit(box),
    zoomBy: (by) => map.zoomBy(by),
    size: () => map.size(),
  };
}
