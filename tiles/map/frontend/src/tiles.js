// Vector tile layers: what is drawn of a declared layer, from its one stock of tiles.

import VectorTileLayer from "ol/layer/VectorTile.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { TileStock } from "./stock.js";
import { hasShapes, labelStyle, shapeStyle } from "./style.js";

const LABEL_ORDER = 1000;
const SELECTION_ORDER = 2000;
const MARKER_ORDER = 3000;
const SELECTION_COLOUR = "#0b57d0";

/**
 * Return the drawn layers of a declared layer: its shapes and its words, from the same tiles. Words are drawn over the
 * shapes of every layer, markers over everything; where words collide, the later layer keeps its own.
 * `onFailure(layer)` hears of every tile that could not be loaded.
 */
export function drawnLayers(layer, order, env, onFailure) {
  const stock = new TileStock(layer, onFailure);
  const common = { source: stock.source, minZoom: layer.min_zoom + 0.5, visible: layer.visible, renderBuffer: 128 };
  const markers = layer.geometry === "point";
  const layers = [];
  if (hasShapes(layer)) {
    const zIndex = order + (markers ? MARKER_ORDER : 0);
    layers.push(new VectorTileLayer({ ...common, style: shapeStyle(layer, env), zIndex, declutter: markers, properties: { declared: layer, stock } }));
  }
  if (layer.style.label) {
    layers.push(new VectorTileLayer({ ...common, style: labelStyle(layer, env), zIndex: order + LABEL_ORDER, declutter: true, properties: { stock } }));
  }
  for (const drawn of layers) stock.feed(drawn);
  return layers;
}

/** Return the layer that outlines the selected feature; it shares the tiles of the layer it highlights. */
export function highlightLayer(drawn) {
  const { key_field: keyField, geometry } = drawn.get("declared");
  const outline = geometry === "point" ? ringStyle() : outlineStyle();
  let selected = null;
  const highlight = new VectorTileLayer({
    source: drawn.getSource(),
    style: (feature) => (selected !== null && String(feature.get(keyField)) === selected ? outline : undefined),
    minZoom: drawn.getMinZoom(),
    zIndex: SELECTION_ORDER,
    renderMode: "vector",
  });
  drawn.get("stock").feed(highlight);
  highlight.select = (key) => {
    selected = key;
    highlight.changed();
  };
  return highlight;
}

function outlineStyle() {
  return [
    new Style({ stroke: new Stroke({ color: "#ffffffe6", width: 7, lineJoin: "round" }), zIndex: 0 }),
    new Style({
      stroke: new Stroke({ color: SELECTION_COLOUR, width: 3.5, lineJoin: "round" }),
      fill: new Fill({ color: `${SELECTION_COLOUR}24` }),
      zIndex: 1,
    }),
  ];
}

function ringStyle() {
  const ring = (color, width) => new Style({ image: new CircleStyle({ radius: 15, stroke: new Stroke({ color, width }) }) });
  return [ring("#ffffffe6", 7), ring(SELECTION_COLOUR, 3.5)];
}
