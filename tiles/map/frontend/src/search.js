// Asking the server as the person types: waits for a pause, keeps only the newest question.

import { askJson, noted } from "./asking.js";

const PAUSE = 180; // ms between the last key and the question

/** Asks `url?q=`; `onState` hears {name: "idle"|"busy"|"found"|"none"|"failed", results, words}. */
export class Search {
  #asking = null;
  #timer = 0;
  #url;
  #onState;

  constructor(url, onState) {
    this.#url = url;
    this.#onState = onState;
    this.state = { name: "idle", results: [], words: "" };
  }

  /** Ask after a pause; empty words clear. */
  type(words) {
    clearTimeout(this.#timer);
    if (!words.trim()) return this.clear();
    this.#timer = setTimeout(() => this.ask(words), PAUSE);
  }

  /** Ask now; resolves to the state that came of it, or null when a newer question took its place. */
  async ask(words) {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#become("busy", [], words);
    try {
      const results = await this.#fetch(words.trim(), asking.signal);
      return this.#become(results.length ? "found" : "none", results, words);
    } catch (error) {
      if (asking.signal.aborted) return null;
      noted("map search", error);
      return this.#become("failed", [], words);
    }
  }

  clear() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#become("idle", [], "");
  }

  async #fetch(words, signal) {
    const url = new URL(this.#url, document.baseURI);
    url.searchParams.set("q", words);
    return (await askJson(url, { signal })).results;
  }

  #become(name, results, words) {
    this.state = { name, results, words };
    this.#onState(this.state);
    return this.state;
  }
}
