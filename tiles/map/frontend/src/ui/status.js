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

  /** Say that something failed; `action` is {label, run} or null. */
  fail(words, action = null) {
    this.#show("failure", [icon("warning"), words]);
    this.action.hidden = !action;
    if (!action) return;
    this.action.textContent = action.label;
    this.action.onclick = () => {
      this.quiet();
      action.run();
    };
  }

  quiet() {
    clearTimeout(this.#timer);
    this.element.dataset.state = "quiet";
    this.words.replaceChildren();
    this.action.hidden = true;
  }

  #show(state, parts) {
    clearTimeout(this.#timer);
    this.action.hidden = true;
    this.words.replaceChildren(...parts);
    this.element.dataset.state = state;
  }
}
