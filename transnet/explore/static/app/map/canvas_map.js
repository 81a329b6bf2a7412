// A map on a canvas of ours: where there is no WebGL2, in pages that carry their data, and first of
// all, until the other one is ready. Both maps have the same functions.

import { el } from "../dom.js";
import { paint } from "./canvas_paint.js";
import { fitted, projection } from "./mercator.js";

const NEAREST = 3.5;
const FURTHEST = 16;
const STEP = 60; // pixels that an arrow key moves

/** Return a map in a node; hears clicks {lon, lat, x, y}, hovers, moves by hand, and fits that had to wait. */
export function createCanvasMap(node, { onClick, onHover, onMove, onFit }) {
  const canvas = el("canvas", { class: "map-canvas", tabindex: "0", role: "application" });
  node.append(canvas);
  let view = { zoom: 6, lon: 112, lat: 38 };
  let scene = [];
  let waiting = false;
  let unfitted = null; // a box to show once the canvas has a size

  function draw() {
    waiting = false;
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = window.devicePixelRatio || 1;
    if (!width || !height) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, scene, sheet(), width, height);
  }

  const sheet = () => projection(view, canvas.clientWidth, canvas.clientHeight);
  const later = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  const look = (next, byHand) => {
    view = { ...next, zoom: Math.min(FURTHEST, Math.max(NEAREST, next.zoom)) };
    later();
    if (byHand) onMove(view);
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const [lon, lat] = sheet().from(x, y);
    return { lon, lat, x, y };
  };
  const shift = (dx, dy) => {
    const [lon, lat] = sheet().from(canvas.clientWidth / 2 + dx, canvas.clientHeight / 2 + dy);
    look({ ...view, lon, lat }, true);
  };
  const zoomAt = (by, { x, y, lon, lat }) => {
    const zoom = Math.min(FURTHEST, Math.max(NEAREST, view.zoom + by));
    const moved = projection({ ...view, zoom }, canvas.clientWidth, canvas.clientHeight);
    const [px, py] = moved.to(lon, lat);
    const [nextLon, nextLat] = moved.from(canvas.clientWidth / 2 + px - x, canvas.clientHeight / 2 + py - y);
    look({ zoom, lon: nextLon, lat: nextLat }, true);
  };

  listen(canvas, { at, shift, zoomAt, onClick, onHover, zoomBy: (by) => look({ ...view, zoom: view.zoom + by }, true) });
  const fit = (box) => {
    unfitted = canvas.clientWidth ? null : box;
    if (!unfitted) look(fitted(box, canvas.clientWidth, canvas.clientHeight), false);
  };
  const watcher = new ResizeObserver(() => {
    if (unfitted && canvas.clientWidth) {
      fit(unfitted);
      onFit();
    }
    later();
  });
  watcher.observe(canvas);
  return {
    kind: "canvas",
    show: (next) => { scene = next; later(); },
    view: () => view,
    setView: (next) => { unfitted = null; look(next, false); },
    fit,
    zoomBy: (by) => look({ ...view, zoom: view.zoom + by }, true),
    setLabel: (text) => canvas.setAttribute("aria-label", text),
    size: () => ({ width: canvas.clientWidth, height: canvas.clientHeight }),
    remove: () => { watcher.disconnect(); canvas.remove(); },
  };
}

const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

function listen(canvas, { at, shift, zoomAt, onClick, onHover, zoomBy }) {
  const fingers = new Map();
  let dragged = 0;
  canvas.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    if (fingers.size === 1) dragged = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return onHover(at(event));
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    dragged += Math.abs(dx) + Math.abs(dy);
    if (fingers.size === 1) shift(-dx, -dy);
    else pinch(fingers, event, at, zoomAt);
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (end === "pointerup" && fingers.size === 1 && dragged < 6) onClick(at(event));
      fingers.delete(event.pointerId);
    });
  }
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(Math.max(-0.5, Math.min(0.5, -event.deltaY / 300)), at(event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (KEYS[event.key]) shift(...KEYS[event.key]);
    else if (event.key === "+" || event.key === "=") zoomBy(0.5);
    else if (event.key === "-") zoomBy(-0.5);
    else return;
    event.preventDefault();
  });
}

function pinch(fingers, event, at, zoomAt) {
  const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
  const before = fingers.get(event.pointerId);
  if (!other || !before) return;
  const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY) || 1;
  const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
  zoomAt(Math.log2(apart(event) / apart(before)), at(middle));
}
