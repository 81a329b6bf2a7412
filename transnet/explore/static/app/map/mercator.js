// Web Mercator, as both maps use it: the world is a square of 512 pixels at zoom 0.

const TILE = 512;

/** Return the point of the unit square at which a longitude and latitude lie. */
export function unit(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** Return longitude and latitude of a point of the unit square. */
export function degrees(x, y) {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI];
}

/** Return how a view {zoom, lon, lat} puts degrees on a sheet of a size, and takes them back. */
export function projection(view, width, height) {
  const scale = TILE * 2 ** view.zoom;
  const [middleX, middleY] = unit(view.lon, view.lat);
  return {
    to: (lon, lat) => {
      const [x, y] = unit(lon, lat);
      return [(x - middleX) * scale + width / 2, (y - middleY) * scale + height / 2];
    },
    from: (x, y) => degrees((x - width / 2) / scale + middleX, (y - height / 2) / scale + middleY),
  };
}

/** Return the view that shows a box {west, south, east, north} whole on a sheet of a size. */
export function fitted(box, width, height, margin = 24) {
  const [left, bottom] = unit(box.west, box.south);
  const [right, top] = unit(box.east, box.north);
  const across = Math.max(width - 2 * margin, 50) / (TILE * (right - left));
  const up = Math.max(height - 2 * margin, 50) / (TILE * (bottom - top));
  const [lon, lat] = degrees((left + right) / 2, (top + bottom) / 2);
  return { zoom: Math.log2(Math.min(across, up)), lon, lat };
}

/** Return the kilometres that a pixel stands for at a view's middle. */
export const kmPerPixel = (view) =>
  (40075.017 * Math.cos((view.lat * Math.PI) / 180)) / (TILE * 2 ** view.zoom);
