// Numbering the block by a rule: which rule, what it needs from the map, and what came of a trial, before it is accepted.

import { h } from "../dom.js";
import { figure, measure } from "./figures.js";
import { MEASURES, write } from "./panels.js";

/** What each rule asks for: parameters with their values, and what is drawn or tapped on the map. */
const RULES = {
  frontage: { start: ["NW", "NE", "SE", "SW"], direction: ["cw", "ccw"] },
  serpentine: { start: ["NW", "NE", "SE", "SW"], direction: ["cw", "ccw"] },
  line: { takes: "line" },
  sequence: { takes: "parcels", rest: ["after", "between"] },
  odd_even: { takes: "line", optional: true, start: ["NW", "NE", "SE", "SW"], odd: ["left", "right"] },
};
const PARAMETERS = ["start", "direction", "rest", "odd"];

/** The panel. `run`: changed() when it wants something else from the map, ask(rule), accept(), drop(). */
export class RulePanel {
  line = null;
  parcels = [];

  constructor({ t, lang, run }) {
    Object.assign(this, { t, lang, run });
    this.way = this.#select("way", Object.keys(RULES), (name) => t(`bench.rule.${name}`), () => this.clear());
    this.parts = Object.fromEntries(PARAMETERS.map((name) => [name, this.#select(name, [], null, () => this.run.drop())]));
    this.taken = h("span", { role: "status" });
    this.clearing = this.#button("clear", () => this.clear());
    this.trying = this.#button("try", () => this.run.ask(this.rule), "primary");
    this.rows = h("tbody", {});
    this.sides = h("p", {});
    const heads = [...MEASURES.map(({ name }) => `bench.${name}`), "bench.rule.changed"].map((key) => h("th", { scope: "col" }, t(key)));
    const table = h("table", { class: "table" }, h("caption", { class: "visually-hidden" }, t("bench.rule.compared")), h("thead", {}, h("tr", {}, h("td", {}), ...heads)), this.rows);
    this.result = h("div", { class: "wb-result", hidden: true }, h("div", { class: "wb-compared", tabindex: "0", role: "region", "aria-label": t("bench.rule.compared") }, table), this.sides,
      h("div", { class: "wb-actions" }, this.#button("accept", () => this.run.accept(), "primary"), this.#button("drop", () => this.run.drop())));
    const fields = [this.way, ...Object.values(this.parts)].map(({ field }) => field);
    const need = h("div", { class: "wb-need" }, this.taken, this.clearing, this.trying);
    this.element = h("form", { class: "wb-rule", "aria-label": t("bench.rule"), hidden: true }, h("div", { class: "wb-fields" }, ...fields), need, this.result);
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.#fit();
  }

  #button(name, onclick, look = "outline-primary") {
    return h("button", { type: "button", class: `btn btn-${look}`, onclick, "data-rule": name }, this.t(`bench.rule.${name}`));
  }

  #select(name, values, words, onchange) {
    const select = h("select", { class: "form-select", id: `wb-rule-${name}`, onchange });
    const field = h("div", { class: "wb-field" }, h("label", { class: "form-label", for: select.id }, this.t(`bench.rule.${name}`)), select);
    this.#fill(select, values, words);
    return { field, select };
  }

  #fill(select, values, words) {
    select.replaceChildren(...values.map((value) => h("option", { value }, words(value))));
  }

  /** What the rule takes from the map: "line", "parcels" or "". */
  get takes() {
    return RULES[this.way.select.value].takes ?? "";
  }

  /** The key of the sentence that says what to do. */
  get hint() {
    const name = this.way.select.value;
    return this.takes ? `bench.hint.rule.${name}` : "bench.hint.rule";
  }

  /** The rule as the server reads it; parcels are indices. */
  get rule() {
    const name = this.way.select.value;
    const parameters = PARAMETERS.filter((part) => RULES[name][part]).map((part) => [part, this.parts[part].select.value]);
    const line = this.line ? { line: this.line } : {};
    return { code: name, ...Object.fromEntries(parameters), ...line, ...(this.takes === "parcels" ? { parcels: this.parcels } : {}) };
  }

  /** Begin anew with the rule that is chosen. */
  clear() {
    Object.assign(this, { line: null, parcels: [] });
    this.#fit();
    this.#changed();
  }

  // Only the fields that the rule has.
  #fit() {
    const rule = RULES[this.way.select.value];
    for (const [name, { field, select }] of Object.entries(this.parts)) {
      field.hidden = !rule[name];
      const former = select.value;
      this.#fill(select, rule[name] ?? [], (value) => this.t(`bench.rule.${name}.${value}`));
      if (rule[name]?.includes(former)) select.value = former;
    }
    this.#tell();
  }

  /** Take a line drawn on the map: [[x, y], …]. */
  takeLine(line) {
    this.line = line;
    this.#changed();
  }

  /** Take a tapped parcel; one that was tapped before is taken back. */
  takeParcel(parcel) {
    this.parcels = this.parcels.includes(parcel) ? this.parcels.filter((other) => other !== parcel) : [...this.parcels, parcel];
    this.#changed();
  }

  // What was tried is of another rule.
  #changed() {
    this.#tell();
    this.run.drop();
    this.run.changed();
  }

  #tell() {
    const { takes } = this;
    const words = { line: () => this.t(this.line ? "bench.rule.drawn" : "bench.rule.undrawn"), parcels: () => this.t("bench.rule.tapped", { n: this.parcels.length }), "": () => "" };
    write(this.taken, words[takes]());
    this.clearing.hidden = !this.line && !this.parcels.length;
    this.trying.disabled = !RULES[this.way.select.value].optional && ((takes === "line" && !this.line) || (takes === "parcels" && !this.parcels.length));
  }

  /** Compare a trial with what stands; null: nothing is on trial. */
  compare(trial) {
    this.result.hidden = !trial;
    if (!trial) return;
    const { now, then, changes, sided, kept } = trial;
    const row = (words, score, changed) => h("tr", {}, h("th", { scope: "row" }, words), ...[...MEASURES.map(({ name, kind }) => measure(score[name], kind, this.lang)), changed].map((cell) => h("td", {}, cell)));
    this.rows.replaceChildren(row(this.t("bench.rule.now"), now, ""), row(this.t("bench.rule.then"), then, figure(changes, this.lang)));
    write(this.sides, sided ? this.t("bench.rule.sided", { kept, n: sided }) : "");
  }
}
