// Paints groups on a canvas: the map where there is no WebGL2, and every PNG.

import { FAMILIES, INK, PAPER } from "./look.js";

/** Paint a scene by a projection on a context of a size in pixels; labels that collide are left out. */
export function paint(context, scene, projection, width, height) {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  for (const group of scene) PAINTERS[group.kind](context, group, projection);
  paintLabels(context, scene.filter((group) => group.kind === "label").flatMap((group) => group.items), projection, width, height);
}

const PAINTERS = {
  fill(context, group, projection) {
    for (const { id, polygons } of group.items) {
      const path = new Path2D();
      for (const ring of polygons.flat()) trace(path, ring, projection);
      context.globalAlpha = group.strength.get(id) ?? 0;
      context.fillStyle = group.colours.get(id) ?? "transparent";
      context.fill(path, "evenodd");
      context.globalAlpha = 1;
      context.strokeStyle = group.colour;
      context.lineWidth = group.width;
      context.stroke(path);
    }
  },
  line(context, group, projection) {
    const path = new Path2D();
    for (const { line } of group.items) trace(path, line, projection);
    context.lineJoin = "round";
    if (group.halo) stroke(context, path, "#ffffff", group.halo, []);
    stroke(context, path, group.colour, group.width, group.dash ?? []);
  },
  circle(context, group, projection) {
    for (const { id, at, radius } of group.items) {
      const [x, y] = projection.to(...at);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.globalAlpha = group.opacity ?? 1;
      context.fillStyle = group.colours?.get(id) ?? group.fill;
      context.fill();
      context.globalAlpha = 1;
      if (!group.width) continue; // a canvas keeps the width it had
      context.lineWidth = group.width;
      context.strokeStyle = group.colour;
      context.stroke();
    }
  },
  mark(context, group, projection) {
    context.fillStyle = group.colour;
    for (const { at } of group.items) {
      const [x, y] = projection.to(...at);
      context.fill(new Path2D(`M${x} ${y - 5}l5 9h-10z`));
    }
  },
  label() {},
};

function trace(path, line, projection) {
  line.forEach(([lon, lat], at) => {
    const [x, y] = projection.to(lon, lat);
    if (at) path.lineTo(x, y);
    else path.moveTo(x, y);
  });
}

function stroke(context, path, colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

const fontOf = (size) => `${size}px ${FAMILIES.map((name) => (name.includes(" ") ? `"${name}"` : name)).join(", ")}`;

function paintLabels(context, items, projection, width, height) {
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { item, x, y } of placed(items, projection, width, height, (text, size) => {
    context.font = fontOf(size);
    return context.measureText(text).width;
  })) {
    context.font = fontOf(item.size);
    context.lineWidth = 3;
    context.strokeStyle = "rgba(255, 255, 255, 0.9)";
    context.strokeText(item.text, x, y);
    context.fillStyle = INK;
    context.fillText(item.text, x, y);
  }
}

/** Return where labels go, those that weigh most first: {item, x (left), y (middle)}. */
export function placed(items, projection, width, height, widthOf) {
  const boxes = [];
  const found = [];
  for (const item of [...items].sort((a, b) => b.weight - a.weight)) {
    const [x, y] = projection.to(...item.at);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const across = widthOf(item.text, item.size);
    const places = [[x + item.gap, y], [x - item.gap - across, y], [x - across / 2, y - item.gap - item.size / 2], [x - across / 2, y + item.gap + item.size / 2]];
    const free = places.find(([left, middle]) => {
      const box = [left - 1, middle - item.size / 2 - 1, left + across + 1, middle + item.size / 2 + 1];
      if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return false;
      boxes.push(box);
      return true;
    });
    if (free) found.push({ item, x: free[0], y: free[1] });
  }
  return found;
}
