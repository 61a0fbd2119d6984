// The workbench's own bundle: pages without it carry none of it.

import { NumberBench } from "./bench.js";
import "ol/ol.css";
import "./workbench.css";

customElements.define("number-bench", NumberBench);
