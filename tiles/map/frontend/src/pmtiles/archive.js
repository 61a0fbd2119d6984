// One file that holds all tiles: read piece by piece from any host that answers requests for ranges of bytes.

import { PMTiles } from "pmtiles";

const HELD = 96; // tiles; a screen shows some thirty, and every layer asks for each of them

/** The tiles of an archive, each fetched once, however many layers are drawn from it. */
export class Archive {
  #held = new Map(); // address → promise of the bytes; the first one was asked for longest ago

  constructor(url, file = new PMTiles(url)) {
    this.file = file;
  }

  /** Resolve to the bytes of a tile, [z, x, y]; empty where nothing lies. */
  read([z, x, y]) {
    const address = `${z}/${x}/${y}`;
    const bytes = this.#held.get(address) ?? this.#fetch(address, z, x, y);
    this.#held.delete(address);
    this.#held.set(address, bytes);
    if (this.#held.size > HELD) this.#held.delete(this.#held.keys().next().value);
    return bytes;
  }

  async #fetch(address, z, x, y) {
    try {
      return (await this.file.getZxy(z, x, y))?.data ?? new ArrayBuffer(0);
    } catch (error) {
      this.#held.delete(address); // it may be there the next time
      throw error;
    }
  }
}
