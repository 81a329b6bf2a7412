// The network as the page uses it: rows and look-ups, made once of what its source sends.

import { byKey, rowsOf } from "./tables.js";

/** Return the region of an answer of /api/network, or of the same in a page that carries it. */
export function regionOf(sent) {
  const region = {
    network: sent.network, reading: sent.reading, sources: sent.sources ?? {}, outlines: sent.outlines,
    defaults: sent.defaults ?? {}, choices: sent.choices ?? {}, years: sent.years ?? [],
    states: sent.states ?? [], origins: sent.origins ?? null,
    steps: sent.minutes ?? [15, 30, 45, 60, 75, 90, 105, 120, 150, 180],
  };
  for (const name of ["places", "stations", "airports", "roads", "tracks", "projects", "themes", "stages", "nodes", "points"]) {
    region[name] = rowsOf(sent[name]);
  }
  region.place = byKey(region.places);
  region.project = byKey(region.projects);
  region.inputs = Object.fromEntries(Object.entries(sent.inputs ?? {}).map(([key, columns]) => [key, rowsOf(columns)]));
  region.stop = new Map([...region.nodes, ...region.airports, ...region.stations, ...region.places].map((row) => [row.id, row]));
  region.box = boxOf(region.places);
  return region;
}

/** Return an answer of /api/state with its verdicts by row. */
export const answerOf = (sent) => ({ ...sent, verdicts: rowsOf(sent.verdicts) });

/** Return the box about the places of the cluster. */
function boxOf(places) {
  const inside = places.filter((place) => place.inside);
  const shown = inside.length ? inside : places;
  const [lons, lats] = [shown.map((place) => place.lon), shown.map((place) => place.lat)];
  return {
    west: Math.min(...lons) - 0.2, east: Math.max(...lons) + 0.2,
    south: Math.min(...lats) - 0.15, north: Math.max(...lats) + 0.15,
  };
}

/** Return the row nearest to a point among those within a distance in pixels, or null. */
export function nearest(rows, { x, y }, within, projected) {
  let best = null;
  for (const row of rows) {
    const [px, py] = projected(row.lon, row.lat);
    const apart = Math.hypot(px - x, py - y);
    if (apart <= within && (!best || apart < best.apart)) best = { row, apart };
  }
  return best?.row ?? null;
}

/** Return where a stop of a drawn line lies: a station, a place or a bare point "lon:lat". */
export function pointOf(stop, region) {
  const row = region.stop.get(stop);
  if (row) return [row.lon, row.lat];
  const [lon, lat] = stop.split(":").map(Number);
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
}
