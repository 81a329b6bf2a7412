// The map by MapLibre GL: no tiles, no glyph files, text from the fonts of the machine.

import { el } from "../dom.js";
import { BEYOND, FAMILIES, INK, PAPER } from "./look.js";
import { NO_WAY } from "./scales.js";
import { fitted } from "./mercator.js";

const VENDOR = new URL("../../vendor/", import.meta.url);

/** Say whether the browser has WebGL2, which MapLibre needs. */
export function hasWebGl() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/** Return a map in a node once it can be drawn on; the functions are those of the canvas map. */
export async function createGlMap(node, view, { onClick, onHover, onMove }) {
  const library = await import(new URL("maplibre-gl.mjs", VENDOR).href);
  library.setWorkerUrl(new URL("maplibre-gl-worker.mjs", VENDOR).href);
  const box = el("div", { class: "map-gl" });
  node.append(box);
  const map = new library.Map({
    container: box, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    center: [view.lon, view.lat], zoom: view.zoom, minZoom: 3.5, maxZoom: 16, fadeDuration: 0,
    renderWorldCopies: false, style: { version: 8, sources: {}, layers: [background()] },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  await new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("error", ({ error }) => reject(error));
  });
  map.on("click", ({ lngLat, point }) => onClick({ lon: lngLat.lng, lat: lngLat.lat, x: point.x, y: point.y }));
  map.on("mousemove", ({ lngLat, point }) => onHover({ lon: lngLat.lng, lat: lngLat.lat, x: point.x, y: point.y }));
  map.on("moveend", ({ originalEvent }) => { if (originalEvent) onMove(viewOf(map)); });
  const groups = new Map();
  const idle = () => new Promise((resolve) => { map.once("idle", resolve); });
  return {
    kind: "webgl",
    idle,
    show: (scene) => { for (const group of scene) showGroup(map, groups, group); },
    view: () => viewOf(map),
    setView: (next) => map.jumpTo({ center: [next.lon, next.lat], zoom: next.zoom }),
    fit: (box_) => { const next = fitted(box_, box.clientWidth, box.clientHeight); map.jumpTo({ center: [next.lon, next.lat], zoom: next.zoom }); },
    zoomBy: (by) => { map.easeTo({ zoom: map.getZoom() + by, duration: 150 }, { originalEvent: {} }); },
    setLabel: (text) => map.getCanvas().setAttribute("aria-label", text),
    size: () => ({ width: box.clientWidth, height: box.clientHeight }),
    remove: () => { map.remove(); box.remove(); },
  };
}

const background = () => ({ id: "paper", type: "background", paint: { "background-color": PAPER } });

const viewOf = (map) => ({ zoom: map.getZoom(), lon: map.getCenter().lng, lat: map.getCenter().lat });

/** Add a group, or give it what changed since: geometry only where its items are others. */
function showGroup(map, groups, group) {
  const known = groups.get(group.id);
  if (!known) {
    map.addSource(group.id, { type: "geojson", data: GEOMETRY[group.kind](group), promoteId: "id" });
    for (const layer of LAYERS[group.kind](group)) map.addLayer({ source: group.id, ...layer });
  } else if (known.items !== group.items) {
    map.getSource(group.id).setData(GEOMETRY[group.kind](group));
  }
  const fresh = !known || known.items !== group.items;
  for (const [id, colour] of group.colours ?? []) {
    const strength = group.strength?.get(id) ?? 1;
    if (!fresh && known.colours.get(id) === colour && (known.strength?.get(id) ?? 1) === strength) continue;
    map.setFeatureState({ source: group.id, id }, { colour, strength });
  }
  groups.set(group.id, group);
}

const collection = (items, made) => ({
  type: "FeatureCollection",
  features: items.map((item) => ({ type: "Feature", ...made(item) })),
});

const point = (item, more = {}) => ({
  properties: { id: item.id, ...more }, geometry: { type: "Point", coordinates: item.at },
});

const GEOMETRY = {
  fill: ({ items }) => collection(items, ({ id, polygons }) => ({
    properties: { id }, geometry: { type: "MultiPolygon", coordinates: polygons },
  })),
  line: ({ items }) => collection(items, ({ line }) => ({
    properties: {}, geometry: { type: "LineString", coordinates: line },
  })),
  circle: ({ items }) => collection(items, (item) => point(item, { radius: item.radius })),
  mark: ({ items }) => collection(items, (item) => point(item)),
  label: ({ items }) => collection(items, (item) =>
    point(item, { text: item.text, size: item.size, weight: -item.weight, gap: item.gap / item.size })),
};

const state = (name, otherwise) => ["coalesce", ["feature-state", name], otherwise];

const LAYERS = {
  fill: (group) => [
    { id: group.id, type: "fill", paint: { "fill-color": ["to-color", ["feature-state", "colour"], NO_WAY], "fill-opacity": state("strength", BEYOND) } },
    { id: `${group.id}-rim`, type: "line", paint: { "line-color": group.colour, "line-width": group.width } },
  ],
  line: (group) => [
    ...(group.halo ? [{ id: `${group.id}-halo`, type: "line", layout: { "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": group.halo } }] : []),
    { id: group.id, type: "line", layout: { "line-join": "round" }, paint: {
      "line-color": group.colour, "line-width": group.width,
      ...(group.dash ? { "line-dasharray": group.dash.map((each) => each / group.width) } : {}),
    } },
  ],
  circle: (group) => [{ id: group.id, type: "circle", paint: {
    "circle-radius": ["get", "radius"], "circle-opacity": group.opacity ?? 1,
    "circle-color": group.colours ? ["to-color", ["feature-state", "colour"], "#ffffff"] : group.fill,
    "circle-stroke-color": group.colour, "circle-stroke-width": group.width,
  } }],
  mark: (group) => [{ id: group.id, type: "symbol", layout: {
    "text-field": "▲", "text-size": 12, "text-font": FAMILIES, "text-allow-overlap": true, "text-ignore-placement": true,
  }, paint: { "text-color": group.colour } }],
  label: (group) => [{ id: group.id, type: "symbol", layout: {
    "text-field": ["get", "text"], "text-size": ["get", "size"], "text-font": FAMILIES,
    "text-variable-anchor": ["left", "right", "bottom", "top"], "text-radial-offset": ["get", "gap"],
    "text-justify": "auto", "text-max-width": 20, "symbol-sort-key": ["get", "weight"], "text-padding": 1,
  }, paint: { "text-color": INK, "text-halo-color": "rgba(255, 255, 255, 0.9)", "text-halo-width": 1.5 } }],
};
