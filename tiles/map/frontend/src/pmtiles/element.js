// <land-map> without an application: tiles from one file beside the page, cards from what the tiles say.

import { h } from "../dom.js";
import { LandMap } from "../element.js";
import { offerReader } from "../tiledata.js";
import { Archive } from "./archive.js";
import { factsCard } from "./facts.js";

/** The map of an archive; the configuration names it at each layer as `pmtiles`, and its facts as `facts`. */
export class LandMapAlone extends LandMap {
  /** Make the readers of the archives that the layers name. */
  async prepare({ layers }) {
    const archives = new Map();
    for (const { pmtiles } of layers) {
      if (!archives.has(pmtiles)) archives.set(pmtiles, new Archive(new URL(pmtiles, document.baseURI).href));
    }
    offerReader(({ pmtiles }) => archives.has(pmtiles), ({ pmtiles }, coordinate) => archives.get(pmtiles).read(coordinate));
  }

  loadCard = async ({ layer, key, properties }) => {
    const { facts } = this.config.layers.find(({ name }) => name === layer);
    const known = Object.keys(properties).length ? properties : await this.#drawn(layer, key);
    if (known) return factsCard(facts, known, this.config.lang);
    return h("article", {}, h("p", {}, this.t("card.missing"))).outerHTML;
  };

  // What a link names may not be drawn yet.
  async #drawn(layer, key) {
    const found = this.viewer.properties(layer, key);
    if (found) return found;
    await new Promise((resolve) => this.viewer.map.once("rendercomplete", resolve));
    return this.viewer.properties(layer, key);
  }
}
