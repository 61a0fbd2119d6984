// What stands beside the list and the map: the score, the exceptions, and what a save would change.

import { h } from "../dom.js";
import { difference, figure, measure } from "./figures.js";

/** The figures that are shown: how each is written, and whether more of it is better. */
export const MEASURES = [
  { name: "A", kind: "share", better: 1 },
  { name: "N12", kind: "share", better: 1 },
  { name: "W", kind: "ratio", better: -1 },
  { name: "walk", kind: "metres", better: -1 },
];

/** Write words where they are not written already: the same words again would be laid out again. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** The figures of the walk, each with its difference from what is saved. */
export class ScoreStrip {
  constructor({ t, lang }) {
    Object.assign(this, { t, lang });
    this.cells = MEASURES.map(({ name }) => ({ value: h("span", { class: "wb-value" }), change: h("span", { class: "wb-change" }), name }));
    const cell = ({ name, value, change }) => h("div", { class: "wb-figure" }, h("dt", { title: t(`bench.${name}.meaning`) }, t(`bench.${name}`)), h("dd", {}, value, change));
    this.element = h("dl", { class: "wb-score", "aria-label": t("bench.score") }, ...this.cells.map(cell));
  }

  show(now, saved) {
    MEASURES.forEach(({ name, kind, better }, at) => {
      const { value, change } = this.cells[at];
      const { text, sense } = difference(now[name], saved[name], kind, this.lang);
      write(value, measure(now[name], kind, this.lang));
      write(change, sense ? `${text} ${this.t(sense === better ? "bench.better" : "bench.worse")}` : "");
      change.dataset.sense = sense ? (sense === better ? "better" : "worse") : "same";
    });
  }
}

/** The links that a surveyor should look at; `onGo(before, after)` hears which one he wants to see. */
export class Exceptions {
  constructor({ t, lang, onGo }) {
    Object.assign(this, { t, lang });
    this.count = h("span", {});
    this.list = h("ol", { class: "wb-exceptions" });
    this.element = h("details", { class: "wb-part" }, h("summary", {}, this.count), this.list);
    this.element.addEventListener("toggle", () => this.element.open && this.#fill());
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) onGo(Number(button.dataset.before), Number(button.dataset.after));
    });
  }

  show(exceptions) {
    write(this.count, this.t("bench.exceptions", { n: exceptions.length }));
    this.shown = exceptions;
    if (this.element.open) this.#fill();
  }

  // Items stand in turn; of one that says the same nothing is touched.
  #fill() {
    const items = this.list.children;
    while (items.length > this.shown.length) this.list.lastElementChild.remove();
    this.shown.forEach((exception, at) => {
      if (!items[at]) this.list.append(h("li", {}, h("button", { type: "button", class: "wb-exception" })));
      this.#tell(items[at].firstElementChild, exception);
    });
  }

  #tell(button, { code, before, after, metres, place }) {
    write(button, this.t(`bench.${code}.at`, { from: figure(place, this.lang), to: figure(place + 1, this.lang), m: figure(metres, this.lang, 1) }));
    Object.assign(button.dataset, { before, after, code });
  }
}

/** The dialog before saving: whose number changes, and why. `onSave(reason)` is asked to save. */
export class SaveDialog {
  constructor({ t, lang, parcels, onSave, onReload }) {
    Object.assign(this, { t, lang, parcels });
    this.summary = h("p", {});
    this.rows = h("tbody", {});
    this.news = h("div", { class: "alert alert-info", role: "status", hidden: true });
    this.trouble = h("div", { class: "alert alert-danger", role: "alert", hidden: true });
    this.reason = h("textarea", { class: "form-control", id: "wb-reason", rows: "2", required: true, maxlength: "300" });
    this.sender = h("button", { type: "submit", class: "btn btn-primary" }, t("bench.save.do"));
    const heads = ["bench.parcel", "bench.old", "bench.new"].map((key) => h("th", { scope: "col" }, t(key)));
    const table = h("table", { class: "table" }, h("caption", { class: "visually-hidden" }, t("bench.diff")), h("thead", {}, h("tr", {}, ...heads)), this.rows);
    this.frame = h("div", { class: "wb-diff", tabindex: "0", role: "region", "aria-label": t("bench.diff") }, table);
    this.reload = h("button", { type: "button", class: "btn btn-outline-primary", hidden: true, onclick: onReload }, t("bench.reload"));
    const cancel = h("button", { type: "button", class: "btn btn-outline-secondary", onclick: () => this.element.close() }, t("bench.cancel"));
    const form = h("form", { method: "dialog" }, h("h2", { id: "wb-save-title" }, t("bench.save.title")), this.trouble, this.news, this.summary, this.frame,
      h("label", { class: "form-label", for: "wb-reason" }, t("bench.reason")), this.reason, h("div", { class: "wb-actions" }, this.sender, this.reload, cancel));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onSave(this.reason.value.trim());
    });
    this.element = h("dialog", { class: "wb-dialog", "aria-labelledby": "wb-save-title" }, form);
  }

  open(changes) {
    this.fail("");
    this.tell("");
    this.show(changes);
    this.element.showModal();
  }

  show(changes) {
    this.summary.textContent = this.t(changes.length ? "bench.changes" : "bench.changes.none", { n: changes.length });
    this.frame.hidden = !changes.length;
    this.rows.replaceChildren(...changes.map((change) => this.#row(change)));
  }

  #row({ parcel, from, to }) {
    const cells = [from, to].map((number) => h("td", {}, figure(number, this.lang)));
    return h("tr", {}, h("th", { scope: "row" }, h("bdi", {}, this.parcels[parcel].name)), ...cells);
  }

  /** Say something that helps; no words: nothing. */
  tell(words) {
    this.news.hidden = !words;
    this.news.textContent = words;
  }

  /** Say why it was not saved; `stale` offers to fetch what somebody else saved. No words: nothing is wrong. */
  fail(words, { stale = false } = {}) {
    this.trouble.hidden = !words;
    this.trouble.textContent = words;
    this.reload.hidden = !stale;
    this.sender.disabled = stale;
  }
}
