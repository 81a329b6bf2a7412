// A city's map as a picture.

import { pngOfText, sheetOf } from "../picture.js";
import { currentLanguage, of, say } from "../words.js";
import { classesOf, pale } from "./city_scene.js";
import { pointText } from "./city_state.js";

/** Return the picture of what is on the map: {text (SVG), width, height}. */
export function cityPicture(app) {
  const state = app.store.get();
  const classes = classesOf(app.city.within[state.mode]);
  return sheetOf(app, {
    title: `${of(app.city.network)} · ${say(`means_${state.mode}`)}`,
    subtitle: say("from_point", { point: pointText(state.at) }),
    classes: classes.map(({ colour, within }) => [within <= state.minutes ? colour : pale(colour), `≤${within}`]),
    ends: [],
    lines: [of(app.answer?.reading), (app.city.sources[currentLanguage()] ?? []).join("; ")],
  });
}

/** Return the picture as a PNG. */
export const cityPng = (app) => pngOfText(cityPicture(app));
