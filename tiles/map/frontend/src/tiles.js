// Vector tile layers: one source per declared layer, fetched so that a failure can be told in words.

import MVT from "ol/format/MVT.js";
import VectorTileLayer from "ol/layer/VectorTile.js";
import VectorTileSource from "ol/source/VectorTile.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import TileState from "ol/TileState.js";
import { createXYZ } from "ol/tilegrid.js";
import { hasShapes, labelStyle, shapeStyle } from "./style.js";

const TILE_SIZE = 512; // tile z is then view zoom - 1: a quarter of the requests of 256-px tiles
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
  const common = { source: tileSource(layer, onFailure), minZoom: layer.min_zoom + 0.5, visible: layer.visible, renderBuffer: 128 };
  const markers = layer.geometry === "point";
  const layers = [];
  if (hasShapes(layer)) {
    const zIndex = order + (markers ? MARKER_ORDER : 0);
    layers.push(new VectorTileLayer({ ...common, style: shapeStyle(layer, env), zIndex, declutter: markers, properties: { declared: layer } }));
  }
  if (layer.style.label) {
    layers.push(new VectorTileLayer({ ...common, style: labelStyle(layer, env), zIndex: order + LABEL_ORDER, declutter: true }));
  }
  return layers;
}

function tileSource(layer, onFailure) {
  const source = new VectorTileSource({
    format: new MVT(),
    url: layer.url,
    tileGrid: createXYZ({ minZoom: layer.min_zoom, maxZoom: layer.max_zoom, tileSize: TILE_SIZE }),
    wrapX: false,
    tileLoadFunction: (tile, url) =>
      tile.setLoader((extent, _, projection) => loadTile(tile, url, extent, projection, () => onFailure(layer))),
  });
  return source;
}

async function loadTile(tile, url, extent, projection, onFailure) {
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
    const bytes = await answer.arrayBuffer();
    tile.setFeatures(bytes.byteLength ? tile.getFormat().readFeatures(bytes, { extent, featureProjection: projection }) : []);
  } catch (error) {
    console.error("map tile:", error);
    tile.setState(TileState.ERROR);
    onFailure();
  }
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
