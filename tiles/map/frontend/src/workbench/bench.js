// <number-bench>: the workbench for the numbers of one block. It holds the parts together; each part knows its own trade.
//
//   <number-bench src="address of the map's configuration" bbox="west,south,east,north" layers="streets buildings"
//     asked="id of a json_script">…the form for browsers without scripts…</number-bench>
//
// The json_script holds {ground, save, improve: addresses, strings: sentences by key}.

import { askJson } from "../asking.js";
import { readConfig } from "../config.js";
import { h } from "../dom.js";
import { translator } from "../i18n.js";
import { askPosition } from "../locate.js";
import { drawButtons, Scale } from "../ui/controls.js";
import { Status } from "../ui/status.js";
import { fontsReady, Viewer } from "../viewer.js";
import { Desk } from "./desk.js";
import { WalkMap } from "./walkmap.js";

const WEIGHTS = new Set([400, 600, 700]);
const CLOSEST = 20;

export class NumberBench extends HTMLElement {
  connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.#open();
  }

  disconnectedCallback() {
    this.viewer?.map.setTarget(null);
    this.desk?.stop();
  }

  // Without a ground there is no workbench: the form stays, and the fault is told.
  async #open() {
    try {
      await this.#start();
      this.dataset.state = "ready";
    } catch (error) {
      this.dataset.state = "failed";
      this.classList.remove("wb-live");
      throw error;
    }
  }

  async #start() {
    this.asked = JSON.parse(document.getElementById(this.getAttribute("asked")).textContent);
    const [config, ground] = await Promise.all([readConfig(this), askJson(this.asked.ground)]);
    const shown = new Set(this.getAttribute("layers").split(" "));
    this.config = { ...config, layers: config.layers.filter(({ name }) => shown.has(name)) };
    this.t = translator({ ...config.strings, ...this.asked.strings }, config.lang);
    this.#makeMap();
    this.desk = new Desk({ element: this, asked: this.asked, raw: ground, t: this.t, lang: config.lang, status: this.status, view: this.#view() });
    this.desk.lay(this.stage);
    this.classList.add("wb-live"); // the form for browsers without scripts goes
    this.viewer.map.updateSize();
    this.#home(false);
    await fontsReady(WEIGHTS);
    this.viewer.redraw();
    this.desk.redraw();
  }

  #makeMap() {
    const { t } = this;
    this.stage = h("div", { class: "wb-stage" });
    this.append(this.stage); // a map needs room from the start
    this.target = h("div", { class: "lm-map", dir: "ltr", tabindex: "0", role: "application", "aria-label": t("bench.map"), "aria-describedby": "wb-map-keys" });
    this.stage.append(this.target);
    this.status = new Status();
    this.viewer = new Viewer({ target: this.target, config: this.config, interactive: true, onFailure: () => this.status.fail(t("tiles.failed"), { label: t("retry"), run: () => this.viewer.reload() }) });
    this.scale = new Scale(t);
    this.viewer.map.on("moveend", () => this.scale.update(this.viewer.view));
    const buttons = drawButtons({ t, zoomBy: (step) => this.viewer.zoomBy(step), goHome: () => this.#home(), locate: () => this.#locate() });
    this.stage.append(buttons, h("div", { class: "lm-foot" }, this.scale.element), this.status.element, h("p", { id: "wb-map-keys", class: "visually-hidden" }, t("bench.map.keys")));
  }

  #home(animate = true) {
    this.viewer.fit(this.config.extent, { animate, closest: CLOSEST });
  }

  async #locate() {
    try {
      const place = await askPosition();
      this.viewer.places.show(place);
      this.viewer.moveTo({ zoom: CLOSEST, ...place });
    } catch (key) {
      if (typeof key !== "string") throw key;
      this.status.fail(this.t(key));
    }
  }

  // What the desk may ask of the map.
  #view() {
    const { viewer, config } = this;
    return {
      make: (options) => new WalkMap({ map: viewer.map, lang: config.lang, ...options }),
      centre: () => viewer.view.getCenter(),
      lookAt: (extent) => viewer.view.fit(extent, { maxZoom: CLOSEST, padding: [60, 60, 60, 60] }),
      target: this.target,
    };
  }
}
