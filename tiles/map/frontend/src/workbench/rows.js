// The list of a block's parcels in walking order: a listbox for keys, fingers and screen readers.

import { bdi, h } from "../dom.js";
import { figure } from "./figures.js";

const PAGE = 10; // rows that Page Up and Page Down go

/** The list. `onChoose(parcel, {extend})` hears what is chosen; `parcels` as sent by the server. */
export class Rows {
  #rows;
  #marks = new Map(); // what each row shows
  #seen = new Set(); // parcels whose rows are in sight
  #arranged = null;
  #rest = null;

  constructor({ parcels, t, lang, onChoose }) {
    Object.assign(this, { parcels, t, lang, onChoose });
    this.#rows = parcels.map((parcel, index) => this.#made(parcel, index));
    this.element = h("ol", {
      class: "wb-rows", role: "listbox", tabindex: "0", "aria-multiselectable": "true", "aria-label": t("bench.rows"), "aria-describedby": "wb-keys",
    });
    const sight = new IntersectionObserver((entries) => entries.forEach((entry) => this.#sighted(entry)), { root: this.element });
    for (const { row } of this.#rows) sight.observe(row);
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
  }

  #sighted({ target, isIntersecting }) {
    const parcel = Number(target.dataset.parcel);
    if (isIntersecting) this.#seen.add(parcel);
    else this.#seen.delete(parcel);
  }

  #made({ name, about, landlocked }, index) {
    const part = (kind) => h("span", { class: `wb-${kind}` });
    const parts = { number: part("number"), was: part("was"), lock: part("lock"), link: part("link") };
    const hint = landlocked ? h("span", { class: "wb-inner" }, this.t("bench.landlocked")) : null;
    const words = h("span", { class: "wb-name" }, h("bdi", {}, name), " ", h("span", { class: "wb-about" }, bdi(about)), hint);
    const grip = h("span", { class: "wb-grip", "aria-hidden": "true" });
    const row = h("li", { class: "wb-row", role: "option", id: `wb-${index}`, "aria-selected": "false" }, parts.number, words, parts.was, parts.lock, parts.link, grip);
    row.dataset.parcel = index;
    return { row, parts };
  }

  /** Show an order. `was`: place by parcel as saved; `links`: for each place how it follows the one before: {kind, words}. */
  show(state) {
    const { order, active } = state;
    this.order = order;
    this.active = active;
    this.#arrange(order);
    const place = order.indexOf(active);
    order.forEach((parcel, at) => {
      if (this.#seen.has(parcel) || Math.abs(at - place) <= PAGE) this.#mark(parcel, at, state);
    });
    this.element.setAttribute("aria-activedescendant", `wb-${active}`);
    if (!this.#rest) requestAnimationFrame(() => setTimeout(() => this.#markRest()));
    this.#rest = state;
  }

  // Rows out of sight wait until what is in sight has been painted.
  #markRest() {
    const state = this.#rest;
    this.#rest = null;
    state.order.forEach((parcel, place) => this.#mark(parcel, place, state));
  }

  // Only rows that stand elsewhere are moved.
  #arrange(order) {
    if (order === this.#arranged) return;
    this.#arranged = order;
    let here = this.element.firstElementChild;
    for (const parcel of order) {
      const { row } = this.#rows[parcel];
      if (row === here) here = here.nextElementSibling;
      else if (here?.nextElementSibling === row) {
        here.remove(); // one that goes down: its turn comes
        here = row.nextElementSibling;
      } else this.element.insertBefore(row, here);
    }
  }

  // Only what is different is touched: a key press changes a few rows of hundreds.
  #mark(parcel, place, state) {
    const [was, link, locked] = [state.was.get(parcel), state.links[place], state.locked.has(parcel)];
    const [chosen, active] = [state.chosen.has(parcel), parcel === state.active];
    const signature = `${place} ${was} ${locked} ${link.kind} ${link.words} ${chosen} ${active}`;
    if (this.#marks.get(parcel) === signature) return;
    this.#marks.set(parcel, signature);
    const { row, parts } = this.#rows[parcel];
    parts.number.textContent = figure(place + 1, this.lang);
    parts.was.textContent = was === place ? "" : this.t("bench.was", { n: was + 1 });
    parts.lock.textContent = locked ? this.t("bench.locked") : "";
    parts.link.textContent = link.words;
    row.dataset.link = link.kind;
    row.setAttribute("aria-selected", String(chosen));
    row.classList.toggle("wb-active", active);
    row.classList.toggle("wb-fixed", locked);
  }

  /** Bring the active row into sight. */
  reveal() {
    const { row } = this.#rows[this.active];
    const [box, frame] = [row.getBoundingClientRect(), this.element.getBoundingClientRect()];
    if (box.top < frame.top) this.element.scrollTop -= frame.top - box.top;
    else if (box.bottom > frame.bottom) this.element.scrollTop += box.bottom - frame.bottom;
  }

  #clicked(event) {
    const row = event.target.closest("[data-parcel]");
    if (row) this.onChoose(Number(row.dataset.parcel), { extend: event.shiftKey });
  }

  #pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const place = this.order.indexOf(this.active);
    const last = this.order.length - 1;
    const goes = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: last, PageUp: place - PAGE, PageDown: place + PAGE };
    if (!(event.key in goes)) return;
    event.preventDefault();
    this.onChoose(this.order[Math.max(0, Math.min(last, goes[event.key]))], { extend: event.shiftKey });
  }
}
