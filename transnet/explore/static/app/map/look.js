// How what is on the map looks: one place for both maps, the picture files and the legend.

export const PAPER = "#faf8f3";
export const INK = "#2b2b2b";
export const OPENED = "#c4122f";
export const CLOSED = "#6a6a6a";
export const DRAWN = "#0b6e4f";
export const EDGE = { colour: "#1f1f24", width: 1.7, halo: 3.2 };

/** Road classes -> colour, width in pixels. */
export const ROADS = {
  motorway: { colour: "#a3927a", width: 2.2 },
  trunk: { colour: "#b9ae9d", width: 1.3 },
  primary: { colour: "#cbc3b6", width: 1 },
  urban: { colour: "#cbc3b6", width: 1 },
};

/** Kinds of track -> colour, width, dashes in pixels. */
export const TRACKS = {
  planned: { colour: "#7f899a", width: 1.4, dash: [4, 3] },
  metro: { colour: "#7d4f96", width: 1.6 },
  conventional: { colour: "#2f3e55", width: 1.3 },
  emu: { colour: "#2f3e55", width: 2.6 },
};

export const WITHIN = 0.78;
export const BEYOND = 0.26;
export const FAMILIES = ["Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Segoe UI", "sans-serif"];

/** Return the radius in pixels of a seat's circle: its area is proportional to its people. */
export const radiusOf = (population) => Math.max(2.2, Math.sqrt((population || 0) / 22000));
