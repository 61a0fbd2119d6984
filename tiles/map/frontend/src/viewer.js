// The adapter to OpenLayers: the only file that owns the library's map. Degrees and layer names outside, metres inside.

import OlMap from "ol/Map.js";
import View from "ol/View.js";
import { getCenter } from "ol/extent.js";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj.js";
import { defaults as interactions } from "ol/interaction/defaults.js";
import { fillUrl, featureName } from "./config.js";
import { Places } from "./locate.js";
import { FONT } from "./style.js";
import { highlightLayer, tileLayer } from "./tiles.js";

const MAX_ZOOM = 21;
const CLOSE_UP = 19; // view zoom at which one small feature is shown
const FONT_PATIENCE = 4000; // ms
const TAP_SLACK = 8; // px around a tap on a marker; areas are exact
const REDUCED = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Wait until labels can be drawn in our font: canvas text is not repainted when a font arrives later. */
export async function fontsReady(weights) {
  const loads = [...weights].map((weight) => document.fonts.load(`${weight} 14px ${FONT}`, "قطعة ٠0A"));
  const patience = new Promise((resolve) => setTimeout(resolve, FONT_PATIENCE));
  await Promise.race([Promise.allSettled(loads), patience]);
}

function inMercator(bbox) {
  return transformExtent(bbox, "EPSG:4326", "EPSG:3857");
}

function duration() {
  return REDUCED.matches ? 0 : 350;
}

/** A map of declared layers inside `target`. `onFailure(layer)` hears of tiles that could not be loaded. */
export class Viewer {
  constructor({ target, config, interactive, onFailure }) {
    this.config = config;
    const centre = getCenter(config.extent);
    this.env = {
      lang: config.lang,
      ratio: Math.max(1, window.devicePixelRatio || 1),
      stretch: 1 / Math.cos((centre[1] * Math.PI) / 180),
    };
    this.drawn = new Map(config.layers.map((layer, order) => [layer.name, tileLayer(layer, order, this.env, onFailure)]));
    this.highlights = new Map();
    this.places = new Places();
    this.view = new View({ center: fromLonLat(centre), zoom: 14, maxZoom: MAX_ZOOM, minZoom: 8, constrainResolution: false, enableRotation: false });
    this.map = new OlMap({
      target,
      view: this.view,
      layers: [...this.drawn.values(), this.places.layer],
      controls: [],
      interactions: interactive ? interactions({ altShiftDragRotate: false, pinchRotate: false }) : [],
    });
  }

  get zoom() {
    return this.view.getZoom();
  }

  /** The view as a link tells it. */
  get position() {
    const [lon, lat] = toLonLat(this.view.getCenter());
    return { zoom: this.zoom, lat, lon };
  }

  moveTo({ zoom, lat, lon }) {
    this.view.cancelAnimations();
    this.view.setZoom(zoom);
    this.view.setCenter(fromLonLat([lon, lat]));
  }

  /** Show a bbox in degrees; `animate` false for the first view. */
  fit(bbox, { animate = true, closest = CLOSE_UP } = {}) {
    this.view.cancelAnimations();
    this.view.fit(inMercator(bbox), { maxZoom: closest, padding: [24, 24, 24, 24], duration: animate ? duration() : 0 });
  }

  zoomBy(step) {
    this.view.animate({ zoom: Math.round((this.zoom + step) * 2) / 2, duration: duration() / 2 });
  }

  /** Keep what panels cover out of the centre: px at the top, right, bottom, left. */
  pad(padding) {
    this.view.padding = padding;
  }

  /** Move just enough that a coordinate is not under a panel. */
  uncover(coordinate) {
    const pixel = this.map.getPixelFromCoordinate(coordinate);
    const [width, height] = this.map.getSize();
    const [top, right, bottom, left] = this.view.padding;
    const seen = pixel && pixel[0] > left + 20 && pixel[0] < width - right - 20 && pixel[1] > top + 20 && pixel[1] < height - bottom - 20;
    if (!seen) this.view.animate({ center: coordinate, duration: duration() });
  }

  setVisible(name, on) {
    this.drawn.get(name)?.setVisible(on);
    this.highlights.get(name)?.setVisible(on);
    for (const layer of this.config.layers) if (layer.follows === name) this.setVisible(layer.name, on);
  }

  visible(name) {
    return this.drawn.get(name)?.getVisible() ?? false;
  }

  /** Outline one feature, or none. */
  highlight(selection) {
    for (const layer of this.highlights.values()) layer.select(null);
    const drawn = selection && this.drawn.get(selection.layer);
    if (!drawn) return;
    if (!this.highlights.has(selection.layer)) {
      const layer = highlightLayer(drawn);
      this.highlights.set(selection.layer, layer);
      this.map.addLayer(layer);
    }
    this.highlights.get(selection.layer).select(selection.key);
  }

  /** Return the selectable features at a pixel, topmost first, each once: {layer, key, name, url, properties}. */
  hits(pixel) {
    const found = new Map();
    const take = (feature, drawn) => {
      const hit = this.#hit(feature, drawn.get("declared"));
      if (hit && !found.has(`${hit.layer}/${hit.key}`)) found.set(`${hit.layer}/${hit.key}`, hit);
    };
    const selectable = (points) => (drawn) => {
      const declared = drawn.get("declared");
      return Boolean(declared?.card_url) && (declared.geometry === "point") === points;
    };
    this.map.forEachFeatureAtPixel(pixel, take, { layerFilter: selectable(true), hitTolerance: TAP_SLACK });
    this.map.forEachFeatureAtPixel(pixel, take, { layerFilter: selectable(false) });
    return [...found.values()];
  }

  #hit(feature, layer) {
    const properties = feature.getProperties();
    const url = fillUrl(layer.card_url, properties);
    if (!url) return null;
    return { layer: layer.name, key: String(properties[layer.key_field]), name: featureName(this.config, layer, properties), url, properties };
  }

  /** Forget failed tiles and ask for them again. */
  reload() {
    for (const layer of this.drawn.values()) layer.getSource().refresh();
  }
}
