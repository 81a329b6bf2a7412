// What lines are drawn on in a city: its stops, and kinds of lines with their usual figures.

const FIGURES = { bus: { speed: 20, headway: 10 }, tram: { speed: 22, headway: 10 }, metro: { speed: 35, headway: 5 }, rail: { speed: 50, headway: 15 } };

/** Return the ground of a city for the panel in which lines are drawn: a stop is called by its point, as an address has it. */
export function cityGround(city) {
  const stops = city.stops.map((stop) => ({ ...stop, id: textOf(stop), en: stop.name, zh: stop.name }));
  const names = new Map(stops.map((stop) => [stop.id, stop.name]));
  return {
    key: "line_drawing",
    how: "line_drawing_how",
    told: city.runs,
    kinds: Object.fromEntries(city.kinds.map((kind) => [kind, FIGURES[kind]])),
    stopsFor: () => stops,
    nameOf: (app, stop) => names.get(stop),
    pointOf: (app, stop) => stop.split(":").map(Number),
  };
}

const textOf = ({ lon, lat }) => [lon, lat].map((each) => each.toFixed(5)).join(":");
