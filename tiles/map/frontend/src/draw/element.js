// <land-draw>: a map on which a line, an outline or pieces of land are drawn for a form; attributes as in drawing.js.
// Only pages with such a form load it: a map that is looked at carries none of this.

import { LandMap } from "../element.js";
import { h } from "../dom.js";
import { drawButtons } from "../ui/controls.js";
import { Drawing } from "./drawing.js";

const DRAWN_AT = 21; // view zoom at which small land is drawn on

export class LandDraw extends LandMap {
  get keys() {
    return "draw.keys";
  }

  // The bars stand above and below the map, never over it: a finger needs all of it.
  makeControls() {
    const { t, viewer, config } = this;
    const goHome = (options) => viewer.fit(config.extent, { closest: DRAWN_AT, ...options });
    this.drawing = new Drawing({ element: this, map: viewer.map, config, t, status: this.status });
    this.buttons = drawButtons({ t, zoomBy: (step) => viewer.zoomBy(step), goHome: () => goHome(), locate: () => this.locate() });
    const stage = h("div", { class: "lm-stage" }, this.target, this.buttons, this.foot(), this.status.element);
    this.append(this.drawing.toolbar.above, stage, this.drawing.toolbar.below);
    viewer.map.on("moveend", () => {
      this.scale.update(viewer.view);
      this.readout?.update(viewer.view.getCenter());
    });
    viewer.map.on("pointermove", ({ coordinate }) => this.readout?.update(coordinate));
    viewer.map.updateSize();
    this.#onceSeen(() => goHome({ animate: false }));
  }

  // A form may keep its map folded away: it turns to its place when there is room to see it.
  #onceSeen(look) {
    const { map } = this.viewer;
    const turn = () => {
      if (!map.getSize()?.every(Boolean)) return;
      map.un("change:size", turn);
      look();
    };
    map.on("change:size", turn);
    turn();
  }
}
