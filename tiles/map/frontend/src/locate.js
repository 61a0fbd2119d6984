// "Where am I?": asks the device once, draws the place with its accuracy, says in words why when it cannot.

import Feature from "ol/Feature.js";
import CircleGeometry from "ol/geom/Circle.js";
import Point from "ol/geom/Point.js";
import VectorLayer from "ol/layer/Vector.js";
import { fromLonLat } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";

const FAILURES = { 1: "locate.denied", 2: "locate.unavailable", 3: "locate.timeout" };
const PATIENCE = { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 };

/** Resolve to {lon, lat, accuracy in metres}; reject with the key of the sentence that says why not. */
export function askPosition() {
  return new Promise((resolve, reject) => {
    if (!window.isSecureContext || !navigator.geolocation) return reject("locate.unsupported");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      (error) => reject(FAILURES[error.code] ?? "locate.unavailable"),
      PATIENCE,
    );
  });
}

/** A layer with places of the moment: where the device is, or a point that was searched for. */
export class Places {
  constructor() {
    this.source = new VectorSource();
    this.layer = new VectorLayer({ source: this.source, zIndex: 4000 });
  }

  /** Show a point; `accuracy` in metres on the ground draws a circle around it. */
  show({ lon, lat, accuracy = 0 }) {
    const centre = fromLonLat([lon, lat]);
    const dot = new Feature(new Point(centre));
    dot.setStyle(DOT);
    this.source.clear();
    if (accuracy) {
      const stretch = 1 / Math.cos((lat * Math.PI) / 180); // EPSG:3857 metres per metre on the ground
      const circle = new Feature(new CircleGeometry(centre, accuracy * stretch));
      circle.setStyle(HALO);
      this.source.addFeature(circle);
    }
    this.source.addFeature(dot);
  }
}

const DOT = new Style({
  image: new CircleStyle({ radius: 8, fill: new Fill({ color: "#0b57d0" }), stroke: new Stroke({ color: "#fff", width: 3 }) }),
});
const HALO = new Style({ fill: new Fill({ color: "#0b57d01f" }), stroke: new Stroke({ color: "#0b57d066", width: 1 }) });
