// The bars of a map on which something is drawn: what to do next above it, the tools below it.

import { h } from "../dom.js";
import { localDigits } from "../digits.js";

const MODES = ["pick", "draw"];
const LABELS = { pick: "draw.pick", draw: "draw.draw", undo: "draw.undo", finish: "draw.finish", clear: "draw.clear" };

export class Toolbar {
  /** `run` holds what each button does: mode(name), undo, finish, clear. */
  constructor({ t, lang, run }) {
    Object.assign(this, { t, lang });
    const button = (name, onclick, look = "outline-primary") => h("button", { type: "button", class: `btn btn-${look}`, onclick, "data-tool": name }, t(LABELS[name]));
    this.modes = MODES.map((name) => button(name, () => run.mode(name)));
    this.tools = { undo: button("undo", run.undo), finish: button("finish", run.finish, "primary"), clear: button("clear", run.clear) };
    this.hint = h("p", { class: "lm-hint", role: "status" });
    this.figure = h("p", { class: "lm-figure", hidden: true });
    this.group = h("div", { class: "lm-modes", role: "group", "aria-label": t("draw.modes") }, ...this.modes);
    this.above = h("div", { class: "lm-bar" }, this.group, this.hint);
    this.below = h("div", { class: "lm-bar lm-tools" }, this.figure, ...Object.values(this.tools));
  }

  /** Show how things stand: which mode of which, the hint, and which tools can be used. */
  show({ mode, both, hint, points, finished, enough }) {
    this.group.hidden = !both;
    this.modes.forEach((button, at) => button.setAttribute("aria-pressed", String(MODES[at] === mode)));
    if (this.hint.textContent !== hint) this.hint.textContent = hint; // said once
    this.below.hidden = mode !== "draw";
    this.tools.undo.disabled = this.tools.clear.disabled = !points;
    this.tools.finish.disabled = finished || !enough;
  }

  /** Show a length in metres or an area in square metres; null shows none. */
  measure(key, value) {
    this.figure.hidden = value === null;
    if (value === null) return;
    const digits = localDigits(value.toFixed(2), this.lang);
    this.figure.textContent = this.t(key, { n: `\u2066${this.lang === "ar" ? digits.replace(".", "٫") : digits}\u2069` });
  }
}
