// The bundle's entry: registers the element.

import { LandMap } from "./element.js";
import "ol/ol.css";
import "./land-map.css";

customElements.define("land-map", LandMap);
