// <land-map>: the map on any page. It holds the parts together; each part knows its own trade.
//
//   <land-map><script type="application/json">{…}</script> …what is shown without scripts… </land-map>
//   <land-map mode="locator" src="…" select="layer/key" bbox="west,south,east,north"></land-map>
//     one feature, small, without controls; `src` answers the JSON
//
// What is drawn on for a form is an element of its own, <land-draw>, in a bundle of its own: see draw/element.js.
// Fires `land-map:select` with {layer, key, name, url, properties} (cancel it to keep the card shut) and `land-map:close`.

import { Backgrounds } from "./background.js";
import { fillUrl, readConfig } from "./config.js";
import { localDigits } from "./digits.js";
import { h } from "./dom.js";
import { translator } from "./i18n.js";
import { LinkKeeper } from "./history.js";
import { followChanges } from "./live.js";
import { askPosition } from "./locate.js";
import { PastDays } from "./past.js";
import { copyLink } from "./share.js";
import { Card } from "./ui/card.js";
import { buttonColumn, Readout, Scale } from "./ui/controls.js";
import { legendPanel, markZoom } from "./ui/legend.js";
import { SearchBox } from "./ui/searchbox.js";
import { onPhone } from "./ui/sheet.js";
import { Status } from "./ui/status.js";
import { fontsReady, Viewer } from "./viewer.js";

const LABEL_WEIGHTS = new Set([400, 500, 600, 700]);
const WIDE = window.matchMedia("(min-width: 1200px)"); // room for the legend beside the map from the start
const SIDE_GAP = 16; // px between a panel and what the map centres on

export class LandMap extends HTMLElement {
  #started = false;
  // The picture is not drawn anew for paper: there it keeps the width it has on the screen, or it would stand aside.
  #measure = () => this.style.setProperty("--lm-paper", `${this.offsetWidth}px`);

  connectedCallback() {
    window.addEventListener("beforeprint", this.#measure);
    if (this.#started) return;
    this.#started = true;
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.#open(), { once: true });
    else this.#open();
  }

  disconnectedCallback() {
    window.removeEventListener("beforeprint", this.#measure);
    this.viewer?.map.setTarget(null);
    this.keeper?.stop();
    this.live?.stop();
    this.sizes?.disconnect();
  }

  /** The name of the sentence that tells which keys work here. */
  get keys() {
    return "map.keys";
  }

  get locator() {
    return this.getAttribute("mode") === "locator";
  }

  // Without a configuration there is no map: what the page shows without scripts stays, and the fault is told.
  async #open() {
    try {
      await this.#start();
    } catch (error) {
      this.dataset.state = "failed";
      this.classList.remove("lm-live");
      throw error;
    }
  }

  async #start() {
    this.config = await readConfig(this);
    await this.prepare(this.config);
    this.t = translator(this.config.strings, this.config.lang);
    this.#makeMap();
    if (this.locator) this.#makeLocator();
    else this.makeControls();
    await fontsReady(LABEL_WEIGHTS);
    this.dataset.state = "ready";
    this.viewer.redraw();
  }

  /** Do what a map needs before it is drawn: another element may; this one needs nothing. */
  async prepare(_config) {}

  #makeMap() {
    const help = `${this.id || this.localName}-help`;
    this.target = h("div", {
      class: "lm-map", dir: "ltr", tabindex: this.locator ? null : "0", role: this.locator ? "img" : "application",
      "aria-label": this.t("map.label"), "aria-describedby": this.locator ? null : help,
    });
    this.status = new Status();
    this.append(this.target, h("p", { id: help, class: "visually-hidden" }, this.t(this.keys)), this.status.element);
    this.viewer = new Viewer({
      target: this.target, config: this.config, interactive: !this.locator, onFailure: () => this.#tilesFailed(),
    });
    this.dataset.state = "starting";
    this.classList.add("lm-live");
    this.viewer.map.on("loadstart", () => this.classList.add("lm-loading"));
    this.viewer.map.on("loadend", () => this.classList.remove("lm-loading"));
    this.viewer.fit(this.config.extent, { animate: false });
  }

  #makeLocator() {
    this.viewer.highlight(this.config.selection);
  }

  /** Put what belongs around the map: cards, legend, search, link; another element may put something else. */
  makeControls() {
    const { t, viewer } = this;
    this.card = new Card({ t, load: this.loadCard, onClose: () => this.deselect(), onShare: () => this.#share(), onOther: (hit) => this.select(hit, { focus: true }) });
    this.legend = legendPanel({
      layers: this.config.layers, lists: this.config.lists, t, onShare: () => this.#share(), visible: (name) => viewer.visible(name),
      onSwitch: (name, on) => this.#switch(name, on), onClose: () => this.#toggleLegend(false), extra: this.#makeBackgrounds(),
    });
    if (this.config.past) {
      this.past = new PastDays({
        t, viewer, config: this.config, legend: this.legend, card: this.card, onChoose: (day) => this.#chooseDay(day), onClose: () => this.#toggleTime(false),
      });
      this.append(...this.past.elements);
    }
    this.buttons = buttonColumn({
      t, zoomBy: (step) => viewer.zoomBy(step), goHome: () => viewer.fit(this.config.extent), locate: () => this.locate(),
      toggleLegend: () => this.#toggleLegend(this.legend.hidden), toggleTime: this.past && (() => this.#toggleTime(!this.past.open)),
    });
    this.append(this.card.element, this.legend, this.buttons, this.foot());
    this.#makeSearch();
    this.#listen();
    if (this.config.live) this.live = followChanges(viewer, this.config.live);
    if (WIDE.matches) this.#toggleLegend(true, { focus: false });
    this.#pad();
    this.viewer.fit(this.config.extent, { animate: false });
    this.#openLink();
  }

  #makeBackgrounds() {
    if (!this.config.backgrounds) return [];
    this.backgrounds = new Backgrounds({
      t: this.t, lang: this.config.lang, url: this.config.backgrounds, viewer: this.viewer,
      onChoose: (id) => this.keeper.setBackground(id), onFailure: () => this.#tilesFailed(),
    });
    return [this.backgrounds.element];
  }

  /** Return what stands under the map: its scale, the coordinates under the pointer, whose land it is. */
  foot() {
    this.scale = new Scale(this.t);
    this.readout = this.config.grid ? new Readout(this.config.grid, this.config.lang) : null;
    const attribution = this.config.attribution ? h("p", { class: "lm-attribution" }, this.config.attribution) : null;
    return h("div", { class: "lm-foot" }, this.scale.element, this.readout?.element ?? null, attribution);
  }

  #makeSearch() {
    const form = this.querySelector("form[role=search]");
    if (!form || !this.config.search) return;
    this.searchBox = new SearchBox({ form, url: this.config.search, t: this.t, lang: this.config.lang, onPick: (result) => this.#picked(result) });
  }

  #listen() {
    const { map } = this.viewer;
    map.on("click", ({ pixel, coordinate }) => this.#tapped(pixel, coordinate));
    map.on("moveend", () => this.#moved());
    map.on("rendercomplete", () => this.#rendered());
    map.on("pointermove", ({ dragging, pixel, coordinate }) => {
      if (!dragging) this.#pointed(pixel, coordinate);
    });
    this.target.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#tapped(map.getPixelFromCoordinate(this.viewer.view.getCenter()), this.viewer.view.getCenter(), true);
      if (event.key === "Escape" && this.card.open) this.deselect();
    });
    window.addEventListener("offline", () => this.status.fail(this.t("offline")));
    window.addEventListener("online", () => this.viewer.reload());
    this.sizes = new ResizeObserver(() => this.#pad());
    this.sizes.observe(this.card.element);
    this.sizes.observe(this);
  }

  // Asking what lies under the pointer costs a drawing: once a frame is enough.
  #pointed(pixel, coordinate) {
    this.readout?.update(coordinate);
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame(() => this.target.classList.toggle("lm-over", this.viewer.hits(pixel).length > 0));
  }

  // --- selection -------------------------------------------------------------------------------

  #tapped(pixel, coordinate, focus = false) {
    this.searchBox?.close();
    const hits = this.viewer.hits(pixel);
    if (!hits.length) return this.card.open ? this.deselect() : undefined;
    this.select(hits[0], { others: hits.slice(1), focus, at: coordinate });
  }

  /** Select a feature: outline it, keep it in the link, and open its card unless a listener cancels the event. */
  async select(hit, { others = [], focus = false, at = null, bbox = null, fit = false, keep = true } = {}) {
    const selection = { layer: hit.layer, key: hit.key };
    this.viewer.highlight(selection);
    this.selection = selection;
    if (keep) this.keeper.select(selection);
    const event = new CustomEvent("land-map:select", { detail: hit, bubbles: true, cancelable: true });
    if (!this.dispatchEvent(event)) return;
    if (onPhone()) this.#clearSheets("card");
    const shown = this.card.show({ ...hit, name: this.#title(hit), others: others.map((other) => ({ ...other, name: this.#title(other) })), focus });
    this.#pad();
    if (at) this.viewer.uncover({ coordinate: at });
    if (bbox) this.viewer.fit(bbox);
    const told = await shown;
    if (this.selection !== selection) return; // something else was chosen while the card was on its way
    this.#pad();
    if (fit && told) this.viewer.fit(told);
    else if (at) this.viewer.uncover({ coordinate: at, bbox: told }); // the card may have grown over it
  }

  deselect({ keep = true } = {}) {
    if (!this.selection) return;
    const hadFocus = this.card.element.contains(document.activeElement);
    this.selection = null;
    this.viewer.highlight(null);
    this.card.close();
    this.#pad();
    if (keep) this.keeper.select(null);
    if (hadFocus) this.target.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("land-map:close", { bubbles: true }));
  }

  #title(hit) {
    const layer = this.config.layers.find(({ name }) => name === hit.layer);
    return hit.name ? `${layer.title}: ${localDigits(hit.name, this.config.lang)}` : layer.title;
  }

  #picked(result) {
    const { kind, layer, feature, bbox } = result;
    const hit = this.#named(layer, feature);
    if (hit) return this.select(hit, { focus: true, bbox, fit: !bbox });
    if (!bbox) return window.location.assign(result.url);
    this.viewer.fit(bbox);
    if (kind === "point") this.viewer.places.show({ lon: (bbox[0] + bbox[2]) / 2, lat: (bbox[1] + bbox[3]) / 2 });
    this.target.focus({ preventScroll: true });
  }

  // A feature known only by its layer and key: what select() needs of it, or null when it has no card.
  #named(name, key) {
    const layer = this.config.layers.find((entry) => entry.name === name);
    const url = layer && fillUrl(layer.card_url, { [layer.key_field]: key });
    return url ? { layer: name, key: String(key), name: "", url, properties: {} } : null;
  }

  // --- the link --------------------------------------------------------------------------------

  #openLink() {
    this.keeper = new LinkKeeper({ layers: this.config.layers, onChange: (link) => this.#follow(link) });
    const link = this.keeper.read();
    this.#follow(link, { first: true });
    if (link.query) this.searchBox?.ask(link.query);
  }

  #follow(link, { first = false } = {}) {
    for (const layer of this.config.layers) this.viewer.setVisible(layer.name, this.keeper.shows(layer, link));
    this.#showDay(link.day);
    this.backgrounds?.choose(link.background);
    if (link.view) this.viewer.moveTo(link.view);
    const same = link.selection?.key === this.selection?.key && link.selection?.layer === this.selection?.layer;
    if (same) return;
    if (!link.selection) return this.deselect({ keep: false });
    const hit = this.#named(link.selection.layer, link.selection.key);
    if (!hit) return this.status.fail(this.t("link.unknown"));
    this.select(hit, { fit: first && !link.view, keep: false });
  }

  #moved() {
    const { viewer } = this;
    this.scale.update(viewer.view);
    this.readout?.update(viewer.view.getCenter());
    markZoom(this.legend, this.config.layers, viewer.zoom);
    this.keeper.move(viewer.position);
    this.backgrounds?.update(viewer.bbox);
  }

  // Paper without a line on it looks like a fault: say that there is nothing, and offer the way back.
  #rendered() {
    const { state } = this.status.element.dataset;
    if (!this.viewer.empty) this.status.untell();
    else if (this.viewer.day && state === "quiet") this.status.tell(this.t("time.empty"), { label: this.t("time.back"), run: () => this.#chooseDay("") });
    else if (state === "quiet") this.status.tell(this.t("map.empty"), { label: this.t("controls.home"), run: () => this.viewer.fit(this.config.extent) });
  }

  #switch(name, on) {
    this.viewer.setVisible(name, on);
    this.viewer.renew();
    this.keeper.switchLayer(name, on);
    this.past?.tell();
  }

  // --- past days ---------------------------------------------------------------------------------

  #chooseDay(day) {
    this.#showDay(day);
    this.keeper.setDay(day);
  }

  #showDay(day) {
    if (!this.past) return;
    this.status.untell();
    this.past.show(day);
    this.classList.toggle("lm-past", Boolean(day));
    this.viewer.renew();
  }

  #toggleTime(open, { focus = true } = {}) {
    if (!this.past || this.past.open === open) return;
    const button = this.buttons.querySelector("[data-time]");
    this.past.open = open;
    this.classList.toggle("lm-choosing", open);
    button.setAttribute("aria-expanded", String(open));
    if (open && onPhone()) this.#clearSheets("time");
    this.#pad();
    if (focus && open) this.past.focus();
    else if (focus) button.focus({ preventScroll: true });
  }

  async #share() {
    this.status.say(this.t(await copyLink(this.keeper.shared(this.config.lang), document.title)));
  }

  // --- panels ----------------------------------------------------------------------------------

  #toggleLegend(open, { focus = true } = {}) {
    const button = this.buttons.querySelector("[data-legend]");
    if (this.legend.hidden === !open) return;
    this.legend.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    this.#pad();
    if (open && onPhone()) this.#clearSheets("legend");
    if (!focus) return;
    if (open) this.legend.querySelector("h2").focus({ preventScroll: true });
    else if (this.legend.contains(document.activeElement) || onPhone()) button.focus({ preventScroll: true });
  }

  // A phone has room for one sheet.
  #clearSheets(kept) {
    if (kept !== "legend") this.#toggleLegend(false, { focus: false });
    if (kept !== "time") this.#toggleTime(false, { focus: false });
    if (kept !== "card" && this.card.open) this.deselect();
  }

  // A panel beside the map on a wide screen, below it on a phone: the centre of the view is what is left.
  #pad() {
    const { element, open } = this.card;
    const phone = onPhone();
    const [left, right] = phone ? [0, 0] : this.#covered();
    const sheet = this.past?.open ? this.past.height : open ? element.offsetHeight : 0;
    const below = phone ? Math.min(sheet, this.offsetHeight * 0.5) : 0;
    const above = phone ? (this.querySelector("form[role=search]")?.offsetHeight ?? 0) + SIDE_GAP : 0;
    this.style.setProperty("--lm-below", `${below}px`);
    this.target.style.setProperty("--lm-x", `${left + (this.offsetWidth - left - right) / 2}px`);
    this.target.style.setProperty("--lm-y", `${above + (this.offsetHeight - above - below) / 2}px`);
    this.viewer.pad([above, right, below, left]);
  }

  // What panels cover of the left and of the right side, px: they change sides with the direction of writing.
  #covered() {
    const whole = this.getBoundingClientRect();
    const covered = [0, 0];
    for (const panel of [this.card.element, this.legend]) {
      if (panel.hidden) continue;
      const { left, right } = panel.getBoundingClientRect();
      const atLeft = left + right < whole.left + whole.right;
      covered[atLeft ? 0 : 1] = (atLeft ? right - whole.left : whole.right - left) + SIDE_GAP;
    }
    return covered;
  }

  /** Show where the person is, if he lets us know. */
  async locate() {
    try {
      const place = await askPosition();
      const [west, south, east, north] = this.config.extent;
      this.viewer.places.show(place);
      if (place.lon < west || place.lon > east || place.lat < south || place.lat > north) this.status.say(this.t("locate.outside"));
      else this.viewer.moveTo({ zoom: Math.max(this.viewer.zoom, 18), ...place });
    } catch (key) {
      if (typeof key !== "string") throw key;
      this.status.fail(this.t(key));
    }
  }

  #tilesFailed() {
    const again = { label: this.t("retry"), run: () => this.viewer.reload() };
    this.status.fail(this.t(navigator.onLine ? "tiles.failed" : "offline"), again);
  }
}
