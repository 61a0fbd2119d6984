// The tiles of one layer: loaded, and replaced in place when what they show has changed, so that nothing flickers.

import MVT from "ol/format/MVT.js";
import VectorTileSource from "ol/source/VectorTile.js";
import TileState from "ol/TileState.js";
import { createXYZ } from "ol/tilegrid.js";
import { Lately, tileReach, touch } from "./boxes.js";
import { fetchTile } from "./tiledata.js";

const TILE_SIZE = 512; // tile z is then view zoom - 1: a quarter of the requests of 256-px tiles
const HELD_BY_CACHES = 15_000; // ms for which a browser or proxy may still hand out the tile of before a change

/** A layer's source; `onFailure(layer)` hears of every tile that could not be loaded. */
export class TileStock {
  #held = new Map(); // address → {coordinate, tile: WeakRef, state: "loading" | "fresh" | "stale"}
  #lately = new Lately(HELD_BY_CACHES);
  #layers = new Set();
  #onFailure;

  constructor(layer, onFailure) {
    this.layer = layer;
    this.#onFailure = () => onFailure(layer);
    this.source = new VectorTileSource({
      format: new MVT({ layers: [layer.name] }), // an archive keeps all layers in one tile
      url: layer.url,
      tileGrid: createXYZ({ minZoom: layer.min_zoom, maxZoom: layer.max_zoom, tileSize: TILE_SIZE }),
      wrapX: false,
      tileLoadFunction: (tile, url) => tile.setLoader((extent, _, projection) => this.#load(tile, url, extent, projection)),
    });
  }

  /** Draw anew also a drawn layer that shows these tiles. */
  feed(drawn) {
    this.#layers.add(drawn);
  }

  /** Show the tiles of a day, written; "" for today. What is on the map stays until the other tiles are there. */
  showDay(day) {
    this.source.setUrl(day ? `${this.layer.url}${this.layer.url.includes("?") ? "&" : "?"}as_of=${day}` : this.layer.url);
  }

  /** Remember that something changed inside these boxes; without boxes, anywhere. Nothing is fetched yet. */
  mark(boxes = null) {
    if (boxes) this.#lately.add(boxes);
    for (const [url, held] of this.#held) {
      if (!held.tile.deref()) this.#held.delete(url);
      else if (!boxes || boxes.some((box) => touch(box, tileReach(held.coordinate)))) held.state = held.state === "loading" ? "loading again" : "stale";
    }
  }

  /** Return the features in a box that are drawn, of the day that is shown: metres of EPSG:3857, and those per px. */
  featuresIn(box, resolution) {
    const tiles = this.#inView(box, resolution).map(([, held]) => held.tile.deref());
    return tiles.flatMap((tile) => tile?.getFeatures() ?? []).filter((feature) => touch(box, feature.getExtent()));
  }

  /** Fetch the marked tiles of a view again: a box, and metres of EPSG:3857 per px. Resolves to how many there were. */
  async renew(box, resolution) {
    const stale = this.#inView(box, resolution).filter(([, held]) => held.state === "stale");
    const renewed = await Promise.all(stale.map(([url, held]) => this.#replace(url, held)));
    if (renewed.some(Boolean)) for (const drawn of this.#layers) drawn.changed();
    return renewed.filter(Boolean).length;
  }

  #inView(box, resolution) {
    const zoom = this.source.getTileGrid().getZForResolution(resolution, this.source.zDirection);
    const [template] = this.source.getUrls();
    return [...this.#held].filter(([url, held]) => {
      const [z, x, y] = held.coordinate;
      return z === zoom && url === filled(template, z, x, y) && touch(box, tileReach(held.coordinate));
    });
  }

  async #load(tile, url, extent, projection) {
    const held = { coordinate: tile.tileCoord, tile: new WeakRef(tile), state: "loading" };
    this.#held.set(url, held);
    try {
      const bytes = await this.#bytes(held, url, this.#lately.touches(tileReach(held.coordinate)));
      tile.setFeatures(features(tile, bytes, extent, projection));
    } catch (error) {
      console.error("map tile:", error);
      this.#held.delete(url);
      tile.setState(TileState.ERROR);
      this.#onFailure();
    }
  }

  // A change that is told of while a tile is on its way may not be in it: it is asked for again.
  async #bytes(held, url, fresh) {
    for (;;) {
      held.state = "loading";
      const bytes = await fetchTile(this.layer, held.coordinate, url, { fresh });
      if (held.state === "loading") {
        held.state = "fresh";
        return bytes;
      }
      fresh = true;
    }
  }

  async #replace(url, held) {
    const tile = held.tile.deref();
    if (!tile) return false;
    try {
      const bytes = await this.#bytes(held, url, true);
      tile.setFeatures(features(tile, bytes, tile.extent, tile.projection));
      return true;
    } catch (error) {
      console.error("map tile:", error);
      held.state = "stale";
      this.#onFailure();
      return false;
    }
  }
}

function features(tile, bytes, extent, projection) {
  return bytes.byteLength ? tile.getFormat().readFeatures(bytes, { extent, featureProjection: projection }) : [];
}

function filled(template, z, x, y) {
  return template.replace("{z}", z).replace("{x}", x).replace("{y}", y);
}
