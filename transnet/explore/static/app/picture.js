// The picture files: what the map shows, with its title, legend, scale and sources.

import { FAMILIES, INK, PAPER } from "./map/look.js";
import { kmPerPixel, projection } from "./map/mercator.js";
import { escaped, svgOf } from "./map/svg_paint.js";
import { classesOf } from "./panels/legend.js";
import { of, say } from "./words.js";

const HEAD = 58;
const FOOT = 78;
const ROW = 16;

/** Return the picture of what is on the map: {text (SVG), width, height}. */
export function pictureOf(app) {
  const state = app.store.get();
  const origin = of(app.region.place.get(state.origin));
  const { sources } = app.region;
  return sheetOf(app, {
    title: say(`legend_${state.show}`, { origin }),
    subtitle: subtitle(app, state),
    classes: classesOf(state),
    ends: state.show === "difference" ? [say("longer"), say("shorter")] : [],
    lines: [of(app.answer?.reading) || of(app.region.reading), of({ en: sources.en?.join("; "), zh: sources.zh?.join("；") })],
  });
}

/** Return a map with its title, classes of colours [colour, text], the two ends of these, and lines below. */
export function sheetOf(app, { title, subtitle: below, classes, ends, lines: texts }) {
  const { width: shown, height } = app.map.size();
  const width = Math.max(shown, 560);
  const view = app.map.view();
  const map = svgOf(app.scene, projection(view, width, height), width, height, title);
  const lines = wrapped(texts, width - 24);
  const total = HEAD + height + FOOT + ROW * lines.length;
  const family = escaped(FAMILIES.join(", "));
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${family}" fill="${INK}">`,
    `<rect width="${width}" height="${total}" fill="#fff"/>`,
    `<text x="12" y="24" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    `<text x="12" y="44" font-size="12">${escaped(below)}</text>`,
    map.replace("<svg ", `<svg y="${HEAD}" `),
    legend(classes, ends, HEAD + height + 22, width), scale(view, HEAD + height + 62),
    ...lines.map((line, at) => `<text x="12" y="${HEAD + height + FOOT + 8 + ROW * at}" font-size="11">${escaped(line)}</text>`),
    "</svg>",
  ].join("\n");
  return { text, width, height: total };
}

function subtitle(app, state) {
  const names = state.open.map((id) => of(app.region.project.get(id)) || id);
  const shown = names.length > 4 ? [...names.slice(0, 4), say("and_more", { count: names.length - 4 })] : names;
  return [state.year, ...(shown.length ? shown : [say("nothing_ticked")])].filter(Boolean).join(say("comma"));
}

function legend(classes, ends, y, width) {
  const across = (width - 24) / classes.length;
  const shown = classes.map(([colour, text], at) => {
    const x = 12 + at * across;
    return `<rect x="${x}" y="${y - 11}" width="${across}" height="10" fill="${colour}"/>` +
      `<text x="${x}" y="${y + 13}" font-size="10">${escaped(text)}</text>`;
  }).join("\n");
  if (!ends.length) return shown;
  return `${shown}<text x="12" y="${y + 26}" font-size="10">${escaped(ends[0])}</text>` +
    `<text x="${width - 12}" y="${y + 26}" font-size="10" text-anchor="end">${escaped(ends[1])}</text>`;
}

function scale(view, y) {
  const per = kmPerPixel(view);
  const km = roundKm(per * 120);
  return `<path d="M12 ${y - 8}v4h${(km / per).toFixed(1)}v-4" fill="none" stroke="${INK}"/>` +
    `<text x="${18 + km / per}" y="${y}" font-size="11">${escaped(say("kilometres", { km }))}</text>`;
}

/** Return the largest round number of kilometres up to a length. */
export function roundKm(length) {
  const power = 10 ** Math.floor(Math.log10(length));
  return [5, 2, 1].map((each) => each * power).find((each) => each <= length) ?? power;
}

function wrapped(texts, width) {
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `11px ${FAMILIES.map((name) => `"${name}"`).join(", ")}`;
  const lines = [];
  for (const text of texts.filter(Boolean)) {
    let line = "";
    for (const piece of text.match(/[\x20-\x7e]+?(?:\s|$)|[\x21-\x7e]+|[^\x20-\x7e]/g) ?? []) {
      if (line && measure.measureText(line + piece).width > width) {
        lines.push(line);
        line = piece.trimStart();
      } else line += piece;
    }
    lines.push(line);
  }
  return lines;
}

/** Return the picture as a PNG of twice its size. */
export const pngOf = (app) => pngOfText(pictureOf(app));

/** Return a picture {text, width, height} as a PNG of twice its size. */
export async function pngOfText({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const context = canvas.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
