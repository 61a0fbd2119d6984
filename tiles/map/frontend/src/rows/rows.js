// The rows in view: asked for with every move that shows more, drawn by how they stand, found under a tap.

import Feature from "ol/Feature.js";
import { buffer, containsExtent, getWidth } from "ol/extent.js";
import GeoJSON from "ol/format/GeoJSON.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import { askJson, noted } from "../asking.js";
import { LOOKS, styleOf } from "./looks.js";

const MARGIN = 0.25; // of the view: a small move asks for nothing
const ORDER = 3500;
const FORMAT = new GeoJSON();

export class Rows {
  #known = null; // the extent of which every row is here
  #asked = null;
  #marked = "";

  /** `onNews(whole)` hears when rows have come, and whether they are all of the view; `onFailure(error)` when they could not. */
  constructor({ map, url, onNews, onFailure }) {
    Object.assign(this, { map, url, onNews, onFailure });
    this.source = new VectorSource();
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const style = (feature) => styleOf(feature.get("told").look, feature.getId() === this.#marked, ratio);
    map.addLayer(new VectorLayer({ source: this.source, style, zIndex: ORDER }));
    map.on("moveend", () => this.look());
  }

  get count() {
    return this.source.getFeatures().length;
  }

  /** Ask for what the view shows, unless it is here. */
  async look() {
    const seen = this.map.getView().calculateExtent(this.map.getSize());
    if (this.#known && containsExtent(this.#known, seen)) return;
    const wanted = buffer(seen, getWidth(seen) * MARGIN);
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const { rows, whole } = await askJson(addressOf(this.url, wanted), { signal: this.#asked.signal });
      this.#take(rows);
      this.#known = whole ? wanted : null;
      this.onNews(whole);
    } catch (error) {
      if (error.name === "AbortError") return;
      noted("rows", error);
      this.onFailure(error);
    }
  }

  #take(rows) {
    this.source.clear(true);
    this.source.addFeatures(rows.map(featureOf));
  }

  /** Return what lies at a coordinate, what is most amiss first: {key, look, name, told, url}, or null. */
  at(coordinate) {
    const found = this.source.getFeaturesAtCoordinate(coordinate).map((feature) => feature.get("told"));
    return found.sort((one, other) => LOOKS[other.look].turn - LOOKS[one.look].turn)[0] ?? null;
  }

  /** Mark a row by its key; "" marks none. */
  mark(key) {
    this.#marked = key;
    this.source.changed();
  }
}

function addressOf(url, extent) {
  return `${url}?bbox=${extent.map((side) => Math.max(-20037508, Math.min(20037508, side)).toFixed(2)).join(",")}`;
}

function featureOf({ geometry, ...told }) {
  const feature = new Feature({ geometry: FORMAT.readGeometry(geometry), told });
  feature.setId(told.key);
  return feature;
}
