// Cells of seats: the land nearer to a seat than to any other, where no outlines of counties are.

const REACH_KM = 42; // no cell goes further from its seat; half of what lies between far seats
const SIDES = 32;
const KM_PER_DEGREE = 111.32;

/** Return for each place a ring [[lon, lat], …] about it, cut halfway to each of its neighbours. */
export function cellsOf(places) {
  const middle = places.reduce((sum, place) => sum + place.lat, 0) / Math.max(places.length, 1);
  const across = KM_PER_DEGREE * Math.cos((middle * Math.PI) / 180);
  const points = places.map((place) => [place.lon * across, place.lat * KM_PER_DEGREE]);
  return points.map((own) => {
    let ring = circle(own);
    for (const other of points) {
      const apart = Math.hypot(other[0] - own[0], other[1] - own[1]);
      if (apart > 0 && apart < 2 * REACH_KM) ring = cut(ring, own, other);
    }
    return [...ring, ring[0]].map(([x, y]) => [x / across, y / KM_PER_DEGREE]);
  });
}

function circle([x, y]) {
  return Array.from({ length: SIDES }, (_, side) => {
    const angle = (2 * Math.PI * side) / SIDES;
    return [x + REACH_KM * Math.cos(angle), y + REACH_KM * Math.sin(angle)];
  });
}

/** Return the part of a convex ring that lies nearer to one point than to another. */
function cut(ring, own, other) {
  const [dx, dy] = [other[0] - own[0], other[1] - own[1]];
  const limit = (dx * (own[0] + other[0]) + dy * (own[1] + other[1])) / 2;
  const beyond = ([x, y]) => dx * x + dy * y - limit;
  const kept = [];
  ring.forEach((point, at) => {
    const next = ring[(at + 1) % ring.length];
    const [here, there] = [beyond(point), beyond(next)];
    if (here <= 0) kept.push(point);
    if (here < 0 !== there < 0) {
      const share = here / (here - there);
      kept.push([point[0] + share * (next[0] - point[0]), point[1] + share * (next[1] - point[1])]);
    }
  });
  return kept.length ? kept : ring;
}
