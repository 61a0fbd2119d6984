// The entry of the bundle for drawing: registers the element. It stands beside the plain map's, not on top of it.

import { LandDraw } from "./element.js";
import "ol/ol.css";
import "./land-draw.css";

customElements.define("land-draw", LandDraw);
