// What changes while the map is open: the server tells which tiles of which layers, and the map paints only those again.
//
// A stream of events, or where none is to be had, a question every few seconds; nothing while the page is hidden. Where
// one left off is a text that only the server reads.

import { askJson } from "./asking.js";

const ASK_EVERY = 5_000; // ms, without a stream
const STREAM_AGAIN = 60_000; // ms until a stream is tried anew
const AFTER_CUT = 2_000; // ms after a stream broke

/** Keep a viewer's map as the database is; `told` is {url, since}. Only tiles that changed are fetched, of layers that are shown, in view. */
export function followChanges(viewer, told) {
  const live = new Live({
    ...told,
    onChange: (layers, boxes) => {
      viewer.mark(layers, boxes);
      viewer.renew();
    },
  });
  viewer.map.on("moveend", () => viewer.renew());
  live.start();
  return live;
}

/** Hears of changes at `url`. `onChange(layers, boxes)`: names, and boxes in EPSG:3857; `onChange(null, null)`: too much was missed. */
export class Live {
  #since;
  #stream = null;
  #timer = 0;
  #noStreamUntil = 0;
  #stopped = true;
  #onSight = () => (document.hidden ? this.#rest() : this.#ask());

  constructor({ url, since = "", onChange }) {
    Object.assign(this, { url, onChange });
    this.#since = since;
  }

  start() {
    this.#stopped = false;
    document.addEventListener("visibilitychange", this.#onSight);
    if (!document.hidden) this.#listen();
  }

  stop() {
    this.#stopped = true;
    document.removeEventListener("visibilitychange", this.#onSight);
    this.#rest();
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#stream = null;
  }

  #address() {
    if (!this.#since) return this.url;
    const url = new URL(this.url, window.location.href);
    url.searchParams.set("since", this.#since);
    return url.href;
  }

  #listen() {
    this.#rest();
    if (performance.now() < this.#noStreamUntil) return this.#later(ASK_EVERY);
    const stream = (this.#stream = new EventSource(this.#address()));
    stream.addEventListener("hello", (event) => this.#heard(event));
    stream.addEventListener("tiles", (event) => this.#heard(event));
    stream.addEventListener("error", () => {
      if (stream !== this.#stream) return;
      const refused = stream.readyState === EventSource.CLOSED; // no stream to be had, not one that broke
      if (refused) this.#noStreamUntil = performance.now() + STREAM_AGAIN;
      this.#rest();
      this.#later(refused ? 0 : AFTER_CUT);
    });
  }

  #heard({ data, lastEventId }) {
    const told = JSON.parse(data);
    this.#since = told.id ?? lastEventId ?? this.#since;
    this.#tell(told);
  }

  #later(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), wait);
  }

  // What was missed; then a stream again.
  async #ask() {
    try {
      const told = await askJson(this.#address(), { cache: "no-store" });
      this.#since = told.id;
      if (told.whole) this.onChange(null, null);
      else for (const change of told.changes) this.#tell(change);
    } catch (error) {
      console.warn("map changes:", error); // the map stays as it is; asked again below
      this.#noStreamUntil = Math.max(this.#noStreamUntil, performance.now() + ASK_EVERY);
    }
    if (!this.#stopped && !document.hidden) this.#listen();
  }

  #tell({ layers, tiles, whole }) {
    if (whole) this.onChange(null, null);
    else if (layers?.length) this.onChange(layers, tiles);
  }
}
