// The buttons of the workbench: what a tap does, what is done to the chosen parcels, and the way back.

import { h } from "../dom.js";
import { foldDigits } from "../digits.js";
import { write } from "./panels.js";

const MODES = ["choose", "turn", "line", "rule"];

export class Toolbar {
  /** `run` holds what each button does: mode(name), up, down, place(number), start, lock, reverse, several(on), undo, redo, improve, save. */
  constructor({ t, run, most }) {
    Object.assign(this, { t, run, most });
    const button = (name, onclick, look = "outline-primary") => h("button", { type: "button", class: `btn btn-${look}`, onclick, "data-tool": name }, t(`bench.${name}`));
    this.modes = MODES.map((name) => button(name, () => run.mode(name)));
    this.several = h("button", { type: "button", class: "btn btn-outline-primary", "data-tool": "several", "aria-pressed": "false", onclick: () => run.several(this.several.getAttribute("aria-pressed") !== "true") }, t("bench.several"));
    this.tools = Object.fromEntries(["up", "down", "start", "lock", "reverse"].map((name) => [name, button(name, run[name])]));
    this.past = { undo: button("undo", run.undo), redo: button("redo", run.redo) };
    this.improver = button("improve", run.improve);
    this.saver = button("save", run.save, "primary");
    this.hint = h("p", { class: "wb-hint", role: "status" });
    this.top = h("div", { class: "wb-bar", role: "group", "aria-label": t("bench.modes") }, ...this.modes);
    this.chosen = h("div", { class: "wb-bar", role: "group", "aria-label": t("bench.chosen") }, this.tools.up, this.tools.down, this.#placer(), this.tools.lock, this.tools.start, this.tools.reverse, this.several);
    this.foot = h("div", { class: "wb-bar wb-foot" }, this.past.undo, this.past.redo, this.improver, this.saver);
  }

  #placer() {
    this.number = h("input", { class: "form-control", id: "wb-number", type: "text", inputmode: "numeric", autocomplete: "off", dir: "ltr", size: "4", "aria-label": this.t("bench.number") });
    const go = h("button", { type: "submit", class: "btn btn-outline-primary", "data-tool": "place" }, this.t("bench.place"));
    const form = h("form", { class: "wb-placer", novalidate: true }, this.number, go);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#place();
    });
    return form;
  }

  #place() {
    const number = Number(foldDigits(this.number.value.trim()));
    const known = Number.isInteger(number) && number >= 1 && number <= this.most;
    this.number.setAttribute("aria-invalid", String(!known));
    if (!known) return this.run.refuse(this.t("bench.number.wrong", { n: this.most }));
    this.number.value = "";
    this.run.place(number - 1);
  }

  /** Show how things stand. */
  show({ mode, hint, several, fixed, many, canUndo, canRedo, dirty, busy, trying }) {
    this.modes.forEach((button, at) => button.setAttribute("aria-pressed", String(MODES[at] === mode)));
    this.several.setAttribute("aria-pressed", String(several));
    write(this.hint, hint); // said once
    write(this.tools.lock, this.t(fixed ? "bench.unlock" : "bench.lock"));
    write(this.tools.reverse, this.t(many ? "bench.reverse.chosen" : "bench.reverse"));
    this.past.undo.disabled = !canUndo && !trying;
    this.past.redo.disabled = !canRedo || trying;
    this.saver.disabled = !dirty || busy || trying;
    this.improver.disabled = busy || trying;
  }
}
