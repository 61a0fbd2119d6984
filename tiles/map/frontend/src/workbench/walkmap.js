// The block on the map: its parcels with their numbers, and the walk drawn through them.

import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import MultiLineString from "ol/geom/MultiLineString.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import Point from "ol/geom/Point.js";
import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import Draw from "ol/interaction/Draw.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorImageLayer from "ol/layer/VectorImage.js";
import VectorSource from "ol/source/Vector.js";
import { chosenLook, numberLook, ringLook, sketchLook, surfaceLook, walkLook } from "./looks.js";

const ORDER = { surface: 3000, ring: 3010, chosen: 3015, walk: 3020, number: 3030, active: 3040 };
const KINDS = ["touch", "not_adjacent", "jump"];

/** `onTap(parcel)` hears of a tapped parcel, `onLine(points)` of a line that was drawn: [[x, y], …], EPSG:3857. */
export class WalkMap {
  #state = null;

  constructor({ map, ground, lang, onTap, onLine }) {
    Object.assign(this, { map, ground, lang, onTap });
    for (const interaction of map.getInteractions().getArray().slice()) {
      if (interaction instanceof DoubleClickZoom) map.removeInteraction(interaction); // two quick taps are two parcels
    }
    const number = (active) => (feature) => numberLook({ ...this.#stateOf(feature), active }, this.lang);
    // What never changes is painted once, as a picture; what is chosen lies over it and over the numbers.
    this.surfaces = this.#layer(VectorImageLayer, { zIndex: ORDER.surface, style: surfaceLook }, ground.parcels.map(surfaceFeature));
    this.#layer(VectorImageLayer, { zIndex: ORDER.ring, style: ringLook }, [new Feature(new LineString(ground.ring))]);
    this.chosen = this.#layer(VectorLayer, { zIndex: ORDER.chosen, style: (feature) => chosenLook(this.#stateOf(feature)) }, []);
    this.walk = this.#layer(VectorLayer, { zIndex: ORDER.walk, style: walkLook }, KINDS.map((kind) => linksFeature(kind)));
    this.numbers = this.#layer(VectorLayer, { zIndex: ORDER.number, style: number(false), declutter: true }, ground.parcels.map(numberFeature));
    this.active = this.#layer(VectorLayer, { zIndex: ORDER.active, style: number(true) }, []);
    map.on("click", ({ coordinate }) => this.tap(coordinate));
    this.draw = new Draw({ type: "LineString", freehand: true, style: sketchLook });
    this.draw.on("drawend", ({ feature }) => onLine(feature.getGeometry().getCoordinates()));
    this.draw.setActive(false);
    map.addInteraction(this.draw);
  }

  #layer(Layer, options, features) {
    const source = new VectorSource({ features });
    this.map.addLayer(new Layer({ source, ...options }));
    return source;
  }

  /** Tap a place: with a finger, or with the keyboard at the centre. */
  tap(coordinate) {
    const [found] = this.surfaces.getFeaturesAtCoordinate(coordinate);
    if (found && !this.draw.getActive()) this.onTap(found.getId());
  }

  /** Let a drag draw a line, or move the map. */
  set drawing(on) {
    this.draw.setActive(on);
  }

  /** Show an order; `links` says for each place how it follows the one before: {kind, words}. */
  show({ order, locked, links, chosen, active }) {
    const former = this.#state;
    const place = former?.order === order ? former.place : new Map(order.map((parcel, at) => [parcel, at]));
    this.#state = { order, place, locked, chosen, active };
    refill(this.chosen, [...chosen].map((parcel) => this.surfaces.getFeatureById(parcel)));
    refill(this.active, [this.numbers.getFeatureById(active)]);
    if (former?.order === order && former.locked === locked) return;
    this.numbers.changed();
    if (former?.order !== order) this.#drawWalk(order, links);
  }

  #drawWalk(order, links) {
    const lines = { touch: [], not_adjacent: [], jump: [] };
    links.forEach(({ kind }, place) => {
      if (place) lines[kind].push(this.#way(order[place - 1], order[place], kind));
    });
    for (const kind of KINDS) this.walk.getFeatureById(kind).getGeometry().setCoordinates(lines[kind]);
  }

  // Neighbours are joined from inside to inside; otherwise one goes out to the street and in again.
  #way(before, after, kind) {
    const [from, to] = [this.ground.parcels[before], this.ground.parcels[after]];
    return kind === "touch" ? [from.inside, to.inside] : [from.inside, from.door, to.door, to.inside];
  }

  #stateOf(feature) {
    const parcel = feature.getId();
    const { place, locked, active } = this.#state;
    return { place: place.get(parcel), locked: locked.has(parcel), active: parcel === active };
  }

  /** Draw the numbers again, when the font has arrived. */
  redraw() {
    this.numbers.changed();
  }

  /** Return the extent of parcels, EPSG:3857. */
  extentOf(parcels) {
    const boxes = parcels.map((parcel) => this.surfaces.getFeatureById(parcel).getGeometry().getExtent());
    const least = (axis) => Math.min(...boxes.map((box) => box[axis]));
    const most = (axis) => Math.max(...boxes.map((box) => box[axis]));
    return [least(0), least(1), most(2), most(3)];
  }
}

function identified(feature, id) {
  feature.setId(id);
  return feature;
}

function refill(source, features) {
  source.clear(true);
  source.addFeatures(features);
}

function surfaceFeature({ coordinates, landlocked }, index) {
  return identified(new Feature({ geometry: new MultiPolygon(coordinates), landlocked }), index);
}

function numberFeature({ inside }, index) {
  return identified(new Feature(new Point(inside)), index);
}

function linksFeature(kind) {
  return identified(new Feature({ geometry: new MultiLineString([]), kind }), kind);
}
