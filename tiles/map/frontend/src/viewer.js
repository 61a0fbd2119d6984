// The adapter to OpenLayers: the only file that owns the library's map. Degrees and layer names outside, metres inside.

import OlMap from "ol/Map.js";
import View from "ol/View.js";
import { getCenter } from "ol/extent.js";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj.js";
import { defaults as interactions } from "ol/interaction/defaults.js";
import { fillUrl, featureName } from "./config.js";
import { Places } from "./locate.js";
import { FONT } from "./style.js";
import { drawnLayers, highlightLayer } from "./tiles.js";

const MAX_ZOOM = 21;
const CLOSE_UP = 19; // view zoom at which one small feature is shown
const FONT_PATIENCE = 4000; // ms
const TAP_SLACK = 8; // px around a tap on a marker; areas are exact
const EDGE = 24; // px that a feature keeps from a panel and from the edge
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
    this.drawn = new Map(config.layers.map((layer, order) => [layer.name, drawnLayers(layer, order, this.env, onFailure)]));
    this.wanted = new Map(config.layers.map(({ name, visible }) => [name, visible]));
    this.day = "";
    this.highlights = new Map();
    this.places = new Places();
    this.view = new View({ center: fromLonLat(centre), zoom: 14, maxZoom: MAX_ZOOM, minZoom: 8, constrainResolution: false, enableRotation: false });
    this.map = new OlMap({
      target,
      view: this.view,
      layers: [...[...this.drawn.values()].flat(), this.places.layer],
      controls: [],
      interactions: interactive ? interactions({ altShiftDragRotate: false, pinchRotate: false }) : [],
    });
  }

  get zoom() {
    return this.view.getZoom();
  }

  /** The view as a link tells it: the middle of the whole map, whatever panels cover. */
  get position() {
    const middle = this.map.getSize().map((side) => side / 2);
    const [lon, lat] = toLonLat(this.map.getCoordinateFromPixel(middle) ?? this.view.getCenter());
    return { zoom: this.zoom, lat, lon };
  }

  moveTo({ zoom, lat, lon }) {
    this.#setOut();
    const { padding } = this.view;
    this.view.padding = [0, 0, 0, 0];
    this.view.setZoom(zoom);
    this.view.setCenter(fromLonLat([lon, lat]));
    this.view.padding = padding; // changes what "centre" means, not what is seen
  }

  /** Show a bbox in degrees; `animate` false for the first view. */
  fit(bbox, { animate = true, closest = CLOSE_UP } = {}) {
    this.#setOut(() => this.fit(bbox, { animate, closest }));
    const edge = Math.min(EDGE, this.map.getSize()[0] / 32); // a phone has no width to give away
    this.view.fit(inMercator(bbox), { maxZoom: closest, padding: [edge, edge, edge, edge], duration: animate ? duration() : 0 });
  }

  zoomBy(step) {
    this.#setOut();
    this.view.animate({ zoom: Math.round((this.zoom + step) * 2) / 2, duration: duration() / 2 });
  }

  /** Keep what panels cover out of the centre: px at the top, right, bottom, left. A journey under way is aimed anew. */
  pad(padding) {
    const underWay = this.view.getAnimating();
    this.view.cancelAnimations();
    this.view.padding = padding;
    if (underWay) this.journey?.();
  }

  // Leave what was under way for a new journey, which `again` can repeat.
  #setOut(again = null) {
    this.view.cancelAnimations();
    this.journey = again;
  }

  /** Bring what was tapped, or a bbox in degrees, out from under the panels; what is in sight stays where it is. */
  uncover({ coordinate, bbox }) {
    this.#setOut(() => this.uncover({ coordinate, bbox }));
    const extent = bbox ? inMercator(bbox) : [...coordinate, ...coordinate];
    if (!this.#inSight(extent)) this.view.animate({ center: getCenter(extent), duration: duration() });
  }

  #inSight([west, south, east, north]) {
    const [width, height] = this.map.getSize();
    const [top, right, bottom, left] = this.view.padding;
    const corners = [[west, south], [east, north]].map((corner) => this.map.getPixelFromCoordinate(corner));
    const clear = (at, low, high) => at > low + EDGE && at < high - EDGE;
    return corners.every((pixel) => pixel && clear(pixel[0], left, width - right) && clear(pixel[1], top, height - bottom));
  }

  setVisible(name, on) {
    this.wanted.set(name, on);
    this.#show(name);
    for (const layer of this.config.layers) if (layer.follows === name) this.setVisible(layer.name, on);
  }

  /** Is a layer switched on? On a past day it is shown only when its past is kept. */
  visible(name) {
    return this.wanted.get(name) ?? false;
  }

  /** Show the land as it was at the end of a day, written; "" for today. Layers without a past are hidden meanwhile. */
  showDay(day) {
    if (day === this.day) return;
    this.day = day;
    for (const layer of this.config.layers) {
      if (layer.past) this.#stock(layer.name)?.showDay(day);
      this.#show(layer.name);
    }
  }

  #show(name) {
    const on = this.visible(name) && (!this.day || this.config.layers.some((layer) => layer.name === name && layer.past));
    for (const drawn of this.drawn.get(name) ?? []) drawn.setVisible(on);
    this.highlights.get(name)?.setVisible(on);
  }

  #stock(name) {
    return this.drawn.get(name)?.[0]?.get("stock");
  }

  /** Remember what changed: names of layers, boxes in EPSG:3857; null for all of them, anywhere. */
  mark(names = null, boxes = null) {
    for (const layer of this.config.layers) if (!names || names.includes(layer.name)) this.#stock(layer.name)?.mark(boxes);
  }

  /** Fetch again the tiles in view that were marked, of layers that are shown. Resolves to how many there were. */
  async renew() {
    const [box, resolution] = this.#frame;
    const shown = this.config.layers.filter((layer) => this.#shown(layer));
    const renewed = await Promise.all(shown.map(({ name }) => this.#stock(name).renew(box, resolution)));
    return renewed.reduce((sum, count) => sum + count, 0);
  }

  /** Outline one feature, or none. */
  highlight(selection) {
    for (const layer of this.highlights.values()) layer.select(null);
    const drawn = selection && this.drawn.get(selection.layer)?.find((layer) => layer.get("declared"));
    if (!drawn) return;
    if (!this.highlights.has(selection.layer)) {
      const layer = highlightLayer(drawn);
      layer.setVisible(drawn.getVisible());
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

  // What is in view, EPSG:3857, and its metres per px.
  get #frame() {
    return [this.view.calculateExtent(this.map.getSize()), this.view.getResolution()];
  }

  #shown({ name, min_zoom: least }) {
    return Boolean(this.drawn.get(name)?.[0]?.getVisible()) && this.zoom > least;
  }

  /** Return the attributes of a drawn feature, or null when it is not in view. */
  properties(name, key) {
    const layer = this.config.layers.find((one) => one.name === name);
    const features = layer && this.#shown(layer) ? this.#stock(name).featuresIn(...this.#frame) : [];
    return features.find((feature) => String(feature.get(layer.key_field)) === String(key))?.getProperties() ?? null;
  }

  /** Let areas be seen through while a picture of the ground lies under them. */
  showOverPicture(over) {
    this.env.overPicture = over;
    this.redraw();
  }

  /** The view as a bbox in degrees. */
  get bbox() {
    return transformExtent(this.view.calculateExtent(this.map.getSize()), "EPSG:3857", "EPSG:4326");
  }

  /** Is nothing of any layer in view? Names of layers stand for no land. */
  get empty() {
    const shown = this.config.layers.filter((layer) => this.#shown(layer) && this.drawn.get(layer.name)[0].get("declared"));
    return !shown.some(({ name }) => this.#stock(name).featuresIn(...this.#frame).length > 0);
  }

  /** Forget failed tiles and ask for them again. */
  reload() {
    for (const [drawn] of this.drawn.values()) drawn.getSource().refresh();
  }

  /** Draw again what is there, when a font has arrived. */
  redraw() {
    for (const drawn of [...this.drawn.values()].flat()) drawn.changed();
  }
}
