// Begins the page that `transnet explore` serves: of a network, or of a city.

import { beginCity } from "./city/city_page.js";
import { createGlMap, hasWebGl } from "./map/gl_map.js";
import { begin, fail } from "./page.js";
import { queryPlace } from "./places.js";
import { serverSource } from "./source.js";

const node = document.getElementById("page");
const createGl = hasWebGl() ? createGlMap : null;
begin(node, { source: serverSource(), place: queryPlace(), createGl, others: { city: beginCity } })
  .catch((error) => fail(node, error));
