// What the map has to say: one line over the map, read out, never silent about a failure.

import { h, icon } from "../dom.js";

const STAY = 6000; // ms that a passing word stays; a failure stays until it is answered

/** A line of news over the map. */
export class Status {
  #timer = 0;

  constructor() {
    this.words = h("span", {});
    this.action = h("button", { type: "button", class: "btn btn-sm btn-light", hidden: true });
    this.element = h("div", { class: "lm-status", role: "status" }, this.words, this.action);
    this.element.dataset.state = "quiet";
  }

  /** Say a passing thing. */
  say(words) {
    this.#show("news", [words]);
    this.#timer = setTimeout(() => this.quiet(), STAY);
  }

  /** Say how things stand until they change; `action` is {label, run}. */
  tell(words, action) {
    this.#show("notice", [words], action);
  }

  /** Say that something failed; `action` is {label, run} or null. */
  fail(words, action = null) {
    this.#show("failure", [icon("warning"), words], action);
  }

  /** Take back what was told, if it still stands. */
  untell() {
    if (this.element.dataset.state === "notice") this.quiet();
  }

  quiet() {
    clearTimeout(this.#timer);
    this.element.dataset.state = "quiet";
    this.words.replaceChildren();
    this.action.hidden = true;
  }

  #show(state, parts, action = null) {
    clearTimeout(this.#timer);
    this.words.replaceChildren(...parts);
    this.element.dataset.state = state;
    this.action.hidden = !action;
    this.action.textContent = action?.label ?? "";
    this.action.onclick = () => {
      this.quiet();
      action.run();
    };
  }
}
