// Colours of minutes and of changes: viridis and PuOr, which the colour-blind can tell apart.

/** Upper ends of the classes of minutes; the last class has none. */
export const BOUNDS = [15, 30, 45, 60, 90, 120, 180];
const VIRIDIS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];
export const NO_WAY = "#dcd9d2";

/** Upper ends of the classes of minutes saved, from what is lost to what is gained. */
export const CHANGES = [-20, -5, -0.5, 0.5, 5, 20];
const PUOR = ["#b35806", "#f1a340", "#fee0b6", "#f3f2ee", "#d8daeb", "#998ec3", "#542788"];

/** Return the class of minutes: its number, or null where there is no way. */
export function classOf(minutes, bounds = BOUNDS) {
  if (minutes === null || minutes === undefined) return null;
  const found = bounds.findIndex((bound) => minutes <= bound);
  return found < 0 ? bounds.length : found;
}

export const minuteColour = (minutes) => {
  const found = classOf(minutes);
  return found === null ? NO_WAY : VIRIDIS[found];
};

/** Return the colour of minutes saved; where a way came or went it is the end of the scale. */
export function changeColour(before, after) {
  const saved = savedMinutes(before, after);
  return saved === null ? NO_WAY : PUOR[classOf(saved, CHANGES)];
}

/** Return the minutes saved, endless where a way came or went; null where there is none at all. */
export function savedMinutes(before, after) {
  if (before === null && after === null) return null;
  if (before === null) return Infinity;
  return after === null ? -Infinity : before - after;
}

export const minuteClasses = () => VIRIDIS.map((colour, at) => ({ colour, from: BOUNDS[at - 1] ?? 0, to: BOUNDS[at] ?? null }));
export const changeClasses = () => PUOR.map((colour, at) => ({ colour, from: CHANGES[at - 1] ?? null, to: CHANGES[at] ?? null }));
