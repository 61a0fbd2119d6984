// The exact outlines of the land in view: tiles are rounded, so what is chosen and snapped to is asked for by itself.

import Feature from "ol/Feature.js";
import { buffer, containsExtent, getWidth } from "ol/extent.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { askJson, noted } from "../asking.js";

const NEAR = 17.5; // view zoom from which outlines are asked for
const MARGIN = 0.3; // of the view: a small move asks for nothing
const MARK = "#0b57d0";
const ORDER = 3500;

const MARKED = new Style({ stroke: new Stroke({ color: MARK, width: 3.5 }), fill: new Fill({ color: `${MARK}24` }) });

export class Shapes {
  #known = null; // the extent that is here
  #asked = null;
  #marked = new Set();

  /** `onNews()` hears when outlines have come; `onFailure(error)` when they could not. */
  constructor({ map, url, onNews, onFailure }) {
    Object.assign(this, { map, url, onNews, onFailure });
    this.source = new VectorSource();
    const style = (feature) => (this.#marked.has(feature.getId()) ? MARKED : null);
    map.addLayer(new VectorLayer({ source: this.source, style, zIndex: ORDER }));
    map.on("moveend", () => this.look());
  }

  /** Is the view close enough to choose and to snap? */
  get near() {
    return this.map.getView().getZoom() >= NEAR;
  }

  /** Ask for what the view shows, unless it is here. */
  async look() {
    const seen = this.map.getView().calculateExtent(this.map.getSize());
    if (!this.near || (this.#known && containsExtent(this.#known, seen))) return;
    const wanted = buffer(seen, getWidth(seen) * MARGIN);
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const box = wanted.map((side) => side.toFixed(2)).join(",");
      this.#take(await askJson(`${this.url}?bbox=${box}`, { signal: this.#asked.signal }));
      this.#known = wanted;
      this.onNews();
    } catch (error) {
      if (error.name === "AbortError") return;
      noted("outlines", error);
      this.onFailure(error);
    }
  }

  #take({ shapes }) {
    const fresh = shapes.filter(({ key }) => !this.source.getFeatureById(key)).map(featureOf);
    this.source.addFeatures(fresh);
  }

  /** Return what lies at a coordinate: {key, shown, label, bar}, or null. */
  at(coordinate) {
    return this.source.getFeaturesAtCoordinate(coordinate)[0]?.get("told") ?? null;
  }

  /** Mark what is chosen, by key. */
  mark(keys) {
    this.#marked = new Set(keys);
    this.source.changed();
  }
}

function featureOf({ coordinates, ...told }) {
  const feature = new Feature({ geometry: new MultiPolygon(coordinates), told });
  feature.setId(told.key);
  return feature;
}
