// The entry of the bundle for rows over the map: registers the element. It stands beside the plain map's, not on top of it.

import { LandRows } from "./element.js";
import "ol/ol.css";
import "./land-rows.css";

customElements.define("land-rows", LandRows);
