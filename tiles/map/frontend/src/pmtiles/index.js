// The entry of the bundle for maps that need no application.

import { LandMapAlone } from "./element.js";
import "ol/ol.css";
import "../land-map.css";

customElements.define("land-map", LandMapAlone);
