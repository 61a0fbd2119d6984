// One line or outline that is being drawn, snapping to what is there. Coordinates of the map, EPSG:3857.

import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import Polygon from "ol/geom/Polygon.js";
import Draw from "ol/interaction/Draw.js";
import Modify from "ol/interaction/Modify.js";
import Snap from "ol/interaction/Snap.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";

const INK = "#9c3226";
const ORDER = 4000; // above markers
const COARSE = window.matchMedia("(pointer: coarse)");

/** What each kind of drawing needs. */
export const LEAST = { line: 2, outline: 3 };
const TYPES = { line: "LineString", outline: "Polygon" };

export class Sketch {
  #interactions = [];
  #points = [];

  /**
   * `onChange({points, live})` hears of each point that is put, taken or moved; `live` includes the pointer. `snap`: how
   * many pixels from what is there a point is drawn to it, where a finger's or a pointer's reach is too far.
   */
  constructor({ map, snapTo, snap, onChange }) {
    Object.assign(this, { map, snapTo, snap, onChange, kind: "" });
    this.source = new VectorSource();
    this.layer = new VectorLayer({ source: this.source, style: looks, zIndex: ORDER });
    map.addLayer(this.layer);
  }

  get points() {
    return this.#points;
  }

  get finished() {
    return !this.source.isEmpty();
  }

  get enough() {
    return this.#points.length >= (LEAST[this.kind] ?? Infinity);
  }

  /** Draw lines, outlines, or ("") nothing; what is there stays. */
  use(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    for (const interaction of this.#interactions) this.map.removeInteraction(interaction);
    this.#interactions = kind ? this.#made(kind) : [];
    for (const interaction of this.#interactions) this.map.addInteraction(interaction); // snapping comes last
    this.#choose();
  }

  #made(kind) {
    const reach = COARSE.matches ? 22 : 12; // px
    this.draw = new Draw({ type: TYPES[kind], style: looks, stopClick: true, snapTolerance: reach, minPoints: LEAST[kind] });
    this.draw.on("drawstart", ({ feature }) => this.#follow(feature.getGeometry()));
    this.draw.on("drawabort", () => this.#tell([]));
    this.draw.on("drawend", ({ feature }) => this.#keep(feature));
    this.modify = new Modify({ source: this.source, pixelTolerance: reach, insertVertexCondition: () => kind === "outline", style: vertexStyle(7) });
    this.modify.on("modifyend", () => this.#tell(corners(this.source.getFeatures()[0].getGeometry())));
    return [this.modify, this.draw, new Snap({ source: this.snapTo, pixelTolerance: this.snap ?? reach })];
  }

  // Either something is being drawn, or what was drawn can be moved.
  #choose() {
    if (!this.kind) return;
    this.draw.setActive(!this.finished);
    this.modify.setActive(this.finished);
  }

  // The library repeats the pointer's place at the end of what it draws.
  #follow(geometry) {
    geometry.on("change", () => {
      const all = corners(geometry);
      this.#tell(all.slice(0, -1), all);
    });
    const all = corners(geometry);
    this.#tell(all.slice(0, -1), all);
  }

  #keep(feature) {
    this.source.clear();
    this.source.addFeature(feature);
    this.#choose();
    this.#tell(corners(feature.getGeometry()));
  }

  #tell(points, live = points) {
    this.#points = points;
    this.onChange({ points, live });
  }

  /** Put a point where the keyboard points to. */
  put(coordinate) {
    if (this.kind && !this.finished) this.draw.appendCoordinates([coordinate]);
  }

  /** Take the last point back; a finished drawing is open again. */
  undo() {
    if (!this.finished) return this.kind ? this.draw.removeLastPoint() : undefined;
    const left = this.#points.slice(0, -1);
    this.source.clear();
    this.#choose();
    this.#tell([]);
    if (left.length) this.draw.appendCoordinates(left);
  }

  finish() {
    if (this.kind && !this.finished && this.enough) this.draw.finishDrawing();
  }

  clear() {
    if (this.kind && !this.finished) this.draw.abortDrawing();
    this.source.clear();
    this.#choose();
    this.#tell([]);
  }

  /** Show points that came from elsewhere as a finished drawing of the kind in use. */
  show(points) {
    this.#points = points;
    if (!this.enough) return this.#tell([]);
    const geometry = this.kind === "line" ? new LineString(points) : new Polygon([[...points, points[0]]]);
    this.#keep(new Feature(geometry));
  }
}

/** Return the points of a line or of a ring, its first not repeated. */
function corners(geometry) {
  return geometry instanceof Polygon ? (geometry.getCoordinates()[0] ?? []).slice(0, -1) : geometry.getCoordinates();
}

function vertexStyle(radius) {
  return new Style({ image: new CircleStyle({ radius, fill: new Fill({ color: "#fff" }), stroke: new Stroke({ color: INK, width: 2.5 }) }) });
}

const LINE = [
  new Style({ stroke: new Stroke({ color: "#ffffffe6", width: 6 }) }),
  new Style({ stroke: new Stroke({ color: INK, width: 3 }), fill: new Fill({ color: `${INK}22` }) }),
];
const CORNERS = vertexStyle(5);
CORNERS.setGeometry((feature) => {
  const geometry = feature.getGeometry();
  return geometry.getType() === "Point" ? geometry : new MultiPoint(corners(geometry));
});

function looks() {
  return [...LINE, CORNERS];
}
