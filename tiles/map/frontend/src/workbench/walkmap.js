// The block on the map: its ground, which never changes, and the walk over it.

import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import Draw from "ol/interaction/Draw.js";
import Layer from "ol/layer/Layer.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorImageLayer from "ol/layer/VectorImage.js";
import VectorSource from "ol/source/Vector.js";
import { ringLook, sketchLook, surfaceLook } from "./looks.js";
import { Painter } from "./painter.js";

const ORDER = { surface: 3000, ring: 3010, walk: 3020, sketch: 3030 };

/** `onTap(parcel)` hears of a tapped parcel, `onLine(points)` of a line that was drawn: [[x, y], …], EPSG:3857. */
export class WalkMap {
  constructor({ map, ground, lang, onTap, onLine }) {
    Object.assign(this, { map, onTap });
    for (const interaction of map.getInteractions().getArray().slice()) {
      if (interaction instanceof DoubleClickZoom) map.removeInteraction(interaction); // two quick taps are two parcels
    }
    this.surfaces = this.#pictured({ zIndex: ORDER.surface, style: surfaceLook }, ground.parcels.map(surfaceFeature));
    this.#pictured({ zIndex: ORDER.ring, style: ringLook }, [new Feature(new LineString(ground.ring))]);
    this.painter = new Painter({ parcels: ground.parcels, lang });
    map.addLayer(new Layer({ zIndex: ORDER.walk, render: (frame) => this.painter.frame(frame) }));
    this.sketched = new VectorSource();
    map.addLayer(new VectorLayer({ source: this.sketched, zIndex: ORDER.sketch, style: sketchLook }));
    map.on("click", ({ coordinate }) => this.tap(coordinate));
    this.draw = new Draw({ type: "LineString", freehand: true, style: sketchLook });
    this.draw.on("drawend", ({ feature }) => onLine(feature.getGeometry().getCoordinates()));
    this.draw.setActive(false);
    map.addInteraction(this.draw);
  }

  // What never changes is painted once, as a picture.
  #pictured(options, features) {
    const source = new VectorSource({ features });
    this.map.addLayer(new VectorImageLayer({ source, ...options }));
    return source;
  }

  /** Tap a place: with a finger, or with the keyboard at the centre. */
  tap(coordinate) {
    const [found] = this.surfaces.getFeaturesAtCoordinate(coordinate);
    if (found && !this.draw.getActive()) this.onTap(found.getId());
  }

  /** Show a line that was drawn [[x, y], …], or none. */
  sketch(line) {
    if (line || this.sketched.getFeatures().length) this.sketched.clear(true);
    if (line) this.sketched.addFeature(new Feature(new LineString(line)));
  }

  /** Let a drag draw a line, or move the map. */
  set drawing(on) {
    this.draw.setActive(on);
  }

  /** Show an order; `links` says for each place how it follows the one before. */
  show(state) {
    this.painter.show(state);
  }

  /** Draw the numbers again, when the font has arrived. */
  redraw() {
    this.painter.redraw();
  }

  /** Return the extent of parcels, EPSG:3857. */
  extentOf(parcels) {
    const boxes = parcels.map((parcel) => this.surfaces.getFeatureById(parcel).getGeometry().getExtent());
    const least = (axis) => Math.min(...boxes.map((box) => box[axis]));
    const most = (axis) => Math.max(...boxes.map((box) => box[axis]));
    return [least(0), least(1), most(2), most(3)];
  }
}

function surfaceFeature({ coordinates, landlocked }, index) {
  const feature = new Feature({ geometry: new MultiPolygon(coordinates), landlocked });
  feature.setId(index);
  return feature;
}
