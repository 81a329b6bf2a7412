// Writes groups as SVG: the picture that a planner puts into a document.

import { placed } from "./canvas_paint.js";
import { FAMILIES, INK, PAPER } from "./look.js";

/** Return a scene as SVG text of a size, its labels as text. */
export function svgOf(scene, projection, width, height, title) {
  const parts = scene.map((group) => PAINTERS[group.kind](group, projection));
  const labels = scene.filter((group) => group.kind === "label").flatMap((group) => group.items);
  const measure = document.createElement("canvas").getContext("2d");
  const family = FAMILIES.map((name) => `'${name}'`).join(", ").replace("'sans-serif'", "sans-serif");
  const text = placed(labels, projection, width, height, (words, size) => {
    measure.font = `${size}px ${family}`;
    return measure.measureText(words).width;
  }).map(({ item, x, y }) => `<text x="${short(x)}" y="${short(y + item.size * 0.35)}" font-size="${item.size}">${escaped(item.text)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    ...parts,
    `<g font-family="${family}" fill="${INK}" stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">`,
    ...text, "</g></svg>",
  ].join("\n");
}

const PAINTERS = {
  fill: (group, projection) => group.items.map(({ id, polygons }) =>
    `<path d="${polygons.flat().map((ring) => path(ring, projection)).join("")}" fill="${group.colours.get(id) ?? "none"}" ` +
    `fill-opacity="${group.strength.get(id) ?? 0}" fill-rule="evenodd" stroke="${group.colour}" stroke-width="${group.width}"/>`).join("\n"),
  line(group, projection) {
    const d = group.items.map(({ line }) => path(line, projection)).join("");
    if (!d) return "";
    const dash = group.dash ? ` stroke-dasharray="${group.dash.join(" ")}"` : "";
    const halo = group.halo ? `<path d="${d}" fill="none" stroke="#fff" stroke-width="${group.halo}"/>\n` : "";
    return `${halo}<path d="${d}" fill="none" stroke="${group.colour}" stroke-width="${group.width}" stroke-linejoin="round"${dash}/>`;
  },
  circle: (group, projection) => group.items.map(({ id, at, radius }) => {
    const [x, y] = projection.to(...at);
    return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${group.colours?.get(id) ?? group.fill}" ` +
      `fill-opacity="${group.opacity ?? 1}" stroke="${group.colour}" stroke-width="${group.width}"/>`;
  }).join("\n"),
  mark: (group, projection) => group.items.map(({ at }) => {
    const [x, y] = projection.to(...at);
    return `<path d="M${short(x)} ${short(y - 5)}l5 9h-10z" fill="${group.colour}"/>`;
  }).join("\n"),
  label: () => "",
};

const short = (value) => Number(value.toFixed(2));

function path(line, projection) {
  return line.map(([lon, lat], at) => {
    const [x, y] = projection.to(lon, lat);
    return `${at ? "L" : "M"}${short(x)} ${short(y)}`;
  }).join("");
}

/** Return text as it may stand in SVG, without what XML can't hold. */
export function escaped(text) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // eslint-disable-next-line no-control-regex
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (mark) => marks[mark]);
}
