// Pictures of the ground under the map: none, or one of those that lie in view, the newest first.

import TileLayer from "ol/layer/Tile.js";
import { transformExtent } from "ol/proj.js";
import XYZ from "ol/source/XYZ.js";
import { askJson, noted } from "./asking.js";
import { h } from "./dom.js";

const UNDER_EVERYTHING = -1;
const PAUSE = 250; // ms that the view stands still before it is asked what lies in it

/** The choice of a background of a viewer. `url` answers the pictures in a box; `onChoose(id)` hears what a person chose, "" for none. */
export class Backgrounds {
  #pictures = new Map(); // id → what is told of a picture
  #timer = 0;
  #asking = null;
  #around = null; // the box that was asked for last

  constructor({ t, lang, url, viewer, onChoose, onFailure }) {
    Object.assign(this, { t, lang, url, viewer, onChoose, onFailure });
    this.chosen = "";
    this.layer = new TileLayer({ zIndex: UNDER_EVERYTHING, visible: false });
    viewer.map.addLayer(this.layer);
    this.rows = h("div", { class: "lm-background-rows" });
    this.note = h("p", { class: "lm-legend-note" });
    this.element = h(
      "fieldset", { class: "lm-legend-section lm-background" },
      h("legend", { class: "lm-legend-layer" }, t("background.title")), this.rows, this.note,
    );
    this.#write();
  }

  /** Show a picture, or none (""); a link may name one that is not known yet. */
  async choose(id) {
    if (id === this.chosen) return;
    this.chosen = id;
    if (id && !this.#pictures.has(id)) await this.#ask({ id });
    if (id !== this.chosen) return; // another was chosen meanwhile
    if (id && !this.#pictures.has(id)) this.chosen = "";
    this.#show();
    this.#write();
  }

  /** Ask what lies in a view: [west, south, east, north] in degrees. Standing still is waited for. */
  update(bbox) {
    clearTimeout(this.#timer);
    const text = bbox.map((side) => side.toFixed(5)).join(",");
    if (text === this.#around) return;
    this.#timer = setTimeout(() => this.#look(text), PAUSE);
  }

  async #look(bbox) {
    this.#around = bbox;
    if (await this.#ask({ bbox })) this.#write();
  }

  // Resolves to whether an answer came; the newest question is the one that counts.
  async #ask(question) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const url = new URL(this.url, document.baseURI);
    for (const [name, value] of Object.entries(question)) url.searchParams.set(name, value);
    try {
      this.#take((await askJson(url, { signal: asking.signal })).pictures, question);
      return true;
    } catch (error) {
      if (asking.signal.aborted) return false;
      noted("map background", error);
      this.onFailure?.();
      return false;
    }
  }

  #take(pictures, { bbox }) {
    const kept = this.#pictures.get(this.chosen);
    if (bbox) this.#pictures.clear();
    if (kept) this.#pictures.set(kept.id, kept);
    for (const picture of pictures) this.#pictures.set(picture.id, picture);
  }

  #show() {
    const picture = this.#pictures.get(this.chosen);
    this.layer.setSource(picture ? sourceOf(picture) : null);
    this.layer.setExtent(picture ? transformExtent(picture.bounds, "EPSG:4326", "EPSG:3857") : undefined);
    this.layer.setVisible(Boolean(picture));
    this.viewer.showOverPicture(Boolean(picture));
  }

  #write() {
    const focused = this.rows.contains(document.activeElement) ? document.activeElement.value : null;
    const pictures = [...this.#pictures.values()].sort((a, b) => b.taken_on.localeCompare(a.taken_on));
    this.rows.replaceChildren(this.#row("", this.t("background.none")), ...pictures.map((picture) => this.#row(picture.id, picture.title, this.#facts(picture))));
    this.note.textContent = pictures.length ? "" : this.t("background.nothing");
    if (focused !== null) [...this.rows.querySelectorAll("input")].find(({ value }) => value === focused)?.focus();
  }

  #row(id, title, facts = "") {
    const radio = h("input", {
      type: "radio", class: "form-check-input", name: "lm-background", value: id, checked: id === this.chosen,
      onchange: () => this.#chosen(id),
    });
    return h("label", { class: "lm-legend-layer" }, radio, h("span", {}, h("bdi", {}, title), facts ? h("small", { class: "lm-legend-note" }, facts) : null));
  }

  #facts({ taken, pixel_m: pixel, licence }) {
    const size = this.t("scale.metres", { n: Number(pixel.toPrecision(2)) });
    return [taken, size, licence].filter(Boolean).join(" · ");
  }

  #chosen(id) {
    this.choose(id);
    this.onChoose(id);
  }
}

// Beyond the finest zoom of a picture its tiles are enlarged.
function sourceOf({ tiles, min_zoom: minZoom, max_zoom: maxZoom }) {
  return new XYZ({ url: tiles, minZoom, maxZoom, wrapX: false, transition: 0 });
}
