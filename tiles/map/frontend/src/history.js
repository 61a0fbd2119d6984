// The address bar: moving rewrites the present entry, selecting adds one, so that "back" undoes a choice, not a pan.

import { formatHash, parseLink } from "./permalink.js";

/** Keeps the hash in step with the map; `onChange(link)` hears back, forward and edited links. */
export class LinkKeeper {
  #switched = new Map();
  #state = { view: null, selection: null, day: "", background: "" };

  constructor({ layers, onChange }) {
    this.layers = layers;
    this.onChange = onChange;
    this.listener = () => onChange(this.read());
    window.addEventListener("popstate", this.listener); // an edited hash fires it too
  }

  stop() {
    window.removeEventListener("popstate", this.listener);
  }

  read() {
    const link = parseLink(window.location.hash, window.location.search);
    this.#state = { view: link.view, selection: link.selection, day: link.day, background: link.background };
    this.#switched = new Map([...link.on.map((name) => [name, true]), ...link.off.map((name) => [name, false])]);
    return link;
  }

  /** Is a layer on under a link? A layer that follows another is on when that one is. */
  shows(layer, link) {
    const leader = this.layers.find(({ name }) => name === layer.follows) ?? layer;
    if (link.on.includes(leader.name)) return true;
    return leader.visible && !link.off.includes(leader.name);
  }

  move(view) {
    this.#state.view = view;
    window.history.replaceState(null, "", this.#url());
  }

  select(selection) {
    this.#state.selection = selection;
    window.history.pushState(null, "", this.#url());
  }

  /** Keep the day that is shown, written; "" for today. */
  setDay(day) {
    this.#state.day = day;
    window.history.replaceState(null, "", this.#url());
  }

  setBackground(background) {
    this.#state.background = background;
    window.history.replaceState(null, "", this.#url());
  }

  switchLayer(name, on) {
    const layer = this.layers.find((entry) => entry.name === name);
    if (layer.visible === on) this.#switched.delete(name);
    else this.#switched.set(name, on);
    window.history.replaceState(null, "", this.#url());
  }

  /** The whole link to hand on: view, selection and language. */
  shared(lang) {
    const url = new URL(window.location.pathname, window.location.origin);
    url.searchParams.set("lang", lang);
    url.hash = this.#hash();
    return url.href;
  }

  #hash() {
    const names = (on) => [...this.#switched].filter(([, state]) => state === on).map(([name]) => name);
    return formatHash({ ...this.#state, on: names(true), off: names(false) });
  }

  // What the query said once (a place, words) now lives in the hash; the language stays.
  #url() {
    const query = new URLSearchParams(window.location.search);
    for (const name of ["map", "sel", "on", "off", "as_of", "bg", "q"]) query.delete(name);
    const rest = query.toString();
    return `${window.location.pathname}${rest ? `?${rest}` : ""}${this.#hash()}`;
  }
}
