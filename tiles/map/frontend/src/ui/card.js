// The card: what was selected, in words; a side panel on a wide screen, a sheet from below on a phone.

import { askPiece, noted } from "../asking.js";
import { h, icon, iconButton } from "../dom.js";
import { dragSheet } from "./sheet.js";

/** Shows the server's fragment of the selected feature. `onClose` hears the person close it. */
export class Card {
  #loading = null;

  constructor({ t, onClose, onShare, onOther, load = ({ url }, signal) => askPiece(url, { signal }) }) {
    Object.assign(this, { t, onClose, onShare, onOther, load });
    this.note = h("p", { class: "lm-note", hidden: true });
    this.heading = h("h2", { class: "lm-card-title", tabindex: "-1" });
    this.others = h("div", { class: "lm-others", hidden: true });
    this.body = h("div", { class: "lm-card-body" });
    this.live = h("p", { class: "visually-hidden", "aria-live": "polite" });
    const handle = h("div", { class: "lm-handle", "aria-hidden": "true" });
    const header = h(
      "header",
      { class: "lm-card-header" },
      handle,
      this.heading,
      iconButton("link", t("share.copy"), () => this.onShare()),
      iconButton("close", t("card.close"), () => this.onClose()),
    );
    this.element = h("section", { class: "lm-card", "aria-label": t("card.label"), hidden: true }, header, this.note, this.others, this.body);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.onClose();
    });
    dragSheet(this.element, header, () => this.onClose());
  }

  get open() {
    return !this.element.hidden;
  }

  /**
   * Load and show the card at `url`. `name` stands in the heading until the card tells its own; `others` are
   * further features at the same point. `load` gets layer, key and properties beside the url. Resolves to the card's
   * bbox in degrees, or null.
   */
  async show({ url, name, layer, key, properties, others = [], focus = false }) {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.element.hidden = false;
    this.heading.textContent = name;
    this.#offer(others);
    this.body.setAttribute("aria-busy", "true");
    this.body.replaceChildren(this.#skeleton());
    if (focus) this.heading.focus({ preventScroll: true });
    try {
      return this.#fill(await this.load({ url, layer, key, properties }, loading.signal));
    } catch (error) {
      if (loading.signal.aborted) return null;
      noted("map card", error);
      this.#fail(error, { url, name, layer, key, properties, others });
      return null;
    }
  }

  close() {
    this.#loading?.abort();
    this.element.hidden = true;
    this.body.replaceChildren();
  }

  /** Say something above the card's own words, as long as it stands; "" for nothing. */
  remark(words) {
    this.note.hidden = !words;
    this.note.textContent = words;
  }

  #fill(markup) {
    const template = document.createElement("template");
    template.innerHTML = markup; // our own server's page; scripts in it do not run
    const article = template.content.querySelector("article");
    const title = article?.querySelector("h2");
    this.heading.textContent = title?.textContent || article?.dataset.title || this.heading.textContent;
    title?.remove();
    this.body.removeAttribute("aria-busy");
    this.body.replaceChildren(template.content);
    this.live.textContent = this.heading.textContent;
    const bbox = (article?.dataset.bbox ?? "").split(",").map(Number);
    return bbox.length === 4 && bbox.every(Number.isFinite) ? bbox : null;
  }

  #fail(error, again) {
    const key = error.signedOut ? "signed_out" : error.status === 404 ? "card.missing" : "card.failed";
    this.body.removeAttribute("aria-busy");
    this.live.textContent = this.t(key);
    this.body.replaceChildren(
      h("div", { class: "lm-problem" }, icon("warning"), h("p", {}, this.t(key))),
      h("button", { type: "button", class: "btn btn-outline-primary", onclick: () => this.show(again) }, this.t("retry")),
    );
  }

  #offer(others) {
    this.others.hidden = !others.length;
    this.others.replaceChildren(
      h("span", {}, this.t("card.others")),
      ...others.map((other) => h("button", { type: "button", class: "lm-chip", onclick: () => this.onOther(other) }, h("bdi", {}, other.name))),
    );
  }

  #skeleton() {
    return h("div", { class: "lm-skeleton", role: "status" }, h("span", { class: "visually-hidden" }, this.t("loading")));
  }
}

