// The list of a block's parcels in walking order: a listbox for keys, fingers and screen readers. Of hundreds of rows only
// those near what is in sight stand in the page, and the active one; each says which of how many it is.

import { bdi, h } from "../dom.js";
import { figure } from "./figures.js";
import { placesOf } from "./order.js";
import { held, scrolledTo } from "./sight.js";

const PAGE = 10; // rows that Page Up and Page Down go
const HEIGHT = 56; // px of a row, until it is measured

/** The list. `onChoose(parcel, {extend})` hears what is chosen; `parcels` as sent by the server. */
export class Rows {
  #rows = new Map(); // by parcel, made when first needed
  #frame = { top: 0, height: 0, row: HEIGHT, count: 0 };
  #state = null;
  #scrolledTo = 0;

  constructor({ parcels, t, lang, onChoose }) {
    Object.assign(this, { parcels, t, lang, onChoose });
    this.element = h("ol", {
      class: "wb-rows", role: "listbox", tabindex: "0", "aria-multiselectable": "true", "aria-label": t("bench.rows"), "aria-describedby": "wb-keys",
    });
    this.element.style.setProperty("--wb-count", parcels.length);
    this.#frame.count = parcels.length;
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#measure()).observe(this.element);
  }

  // The only place that asks for sizes: what a key press changes asks for none.
  #measure() {
    const row = this.element.querySelector(".wb-row");
    Object.assign(this.#frame, { height: this.element.clientHeight, row: row?.offsetHeight || HEIGHT });
    this.#scrolled();
  }

  #scrolled() {
    this.#frame.top = this.#scrolledTo = this.element.scrollTop;
    if (this.#state) this.#fill();
  }

  /**
   * Show an order. `was`: place by parcel as saved; `links`: for each place how it follows the one before. `reveal`: let the
   * active row be in sight, once `scroll` is called.
   */
  show(state, reveal) {
    this.#state = state;
    if (reveal) this.#frame.top = scrolledTo(placesOf(state.order)[state.active], this.#frame);
    this.#fill();
    this.element.setAttribute("aria-activedescendant", `wb-${state.active}`);
  }

  /** Scroll to where the rows were laid out for. The page is laid out for it at once: to be called last of all. */
  scroll() {
    if (this.#frame.top === this.#scrolledTo) return;
    this.#scrolledTo = this.#frame.top;
    this.element.scrollTop = this.#frame.top;
  }

  #fill() {
    const { order, active } = this.#state;
    const place = placesOf(order)[active];
    const [first, last] = held(this.#frame);
    const shown = order.slice(first, last + 1);
    if (place < first) shown.unshift(active);
    if (place > last) shown.push(active);
    this.#arrange(shown);
    for (const parcel of shown) this.#mark(parcel);
  }

  // Rows that leave go first; of the others only those that stand elsewhere are moved.
  #arrange(shown) {
    const stay = new Set(shown.map((parcel) => this.#row(parcel).row));
    for (const row of [...this.element.children]) if (!stay.has(row)) row.remove();
    let here = this.element.firstElementChild;
    for (const row of stay) {
      if (row === here) here = here.nextElementSibling;
      else if (here?.nextElementSibling === row) {
        here.remove(); // one that goes down: its turn comes
        here = row.nextElementSibling;
      } else this.element.insertBefore(row, here);
    }
  }

  #row(parcel) {
    if (!this.#rows.has(parcel)) this.#rows.set(parcel, this.#made(parcel));
    return this.#rows.get(parcel);
  }

  #made(parcel) {
    const { name, about, landlocked } = this.parcels[parcel];
    const part = (kind) => h("span", { class: `wb-${kind}` });
    const parts = { number: part("number"), was: part("was"), lock: part("lock"), link: part("link") };
    const hint = landlocked ? h("span", { class: "wb-inner" }, this.t("bench.landlocked")) : null;
    const words = h("span", { class: "wb-name" }, h("bdi", {}, name), " ", h("span", { class: "wb-about" }, bdi(about)), hint);
    const grip = h("span", { class: "wb-grip", "aria-hidden": "true" });
    const row = h("li", { class: "wb-row", role: "option", id: `wb-${parcel}`, "aria-setsize": this.parcels.length }, parts.number, words, parts.was, parts.lock, parts.link, grip);
    row.dataset.parcel = parcel;
    return { row, parts, shows: {} };
  }

  // Only what is different is touched: a key press changes a few rows.
  #mark(parcel) {
    const { order, locked, was, links, chosen, active } = this.#state;
    const place = placesOf(order)[parcel];
    const shows = { place, was: was[parcel], link: links[place], locked: locked.has(parcel), chosen: chosen.has(parcel), active: parcel === active };
    const kept = this.#rows.get(parcel);
    const former = kept.shows;
    kept.shows = shows;
    if (former.place !== place) this.#stand(kept, place);
    if (former.place !== place || former.was !== shows.was) kept.parts.was.textContent = shows.was === place ? "" : this.t("bench.was", { n: shows.was + 1 });
    if (former.link !== shows.link) this.#follow(kept, shows.link);
    if (former.chosen !== shows.chosen) kept.row.setAttribute("aria-selected", String(shows.chosen));
    if (former.active !== shows.active) kept.row.classList.toggle("wb-active", shows.active);
    if (former.locked !== shows.locked) this.#lock(kept, shows.locked);
  }

  #stand({ row, parts }, place) {
    parts.number.textContent = figure(place + 1, this.lang);
    row.setAttribute("aria-posinset", place + 1);
    row.style.setProperty("--wb-place", place);
  }

  #follow({ row, parts }, link) {
    const kind = link?.kind ?? "start";
    const apart = kind === "not_adjacent" || kind === "jump";
    parts.link.textContent = apart ? this.t(`bench.${kind}`, { m: figure(link.metres, this.lang, 1) }) : "";
    row.dataset.link = kind;
  }

  #lock({ row, parts }, locked) {
    parts.lock.textContent = locked ? this.t("bench.locked") : "";
    row.classList.toggle("wb-fixed", locked);
  }

  #clicked(event) {
    const row = event.target.closest("[data-parcel]");
    if (row) this.onChoose(Number(row.dataset.parcel), { extend: event.shiftKey });
  }

  #pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { order, active } = this.#state;
    const place = placesOf(order)[active];
    const last = order.length - 1;
    const goes = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: last, PageUp: place - PAGE, PageDown: place + PAGE };
    if (!(event.key in goes)) return;
    event.preventDefault();
    this.onChoose(order[Math.max(0, Math.min(last, goes[event.key]))], { extend: event.shiftKey });
  }
}
