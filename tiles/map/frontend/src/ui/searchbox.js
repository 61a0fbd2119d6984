// The search box: the page's own form, which works without scripts, made into a combobox with a list of answers.

import { h, icon } from "../dom.js";
import { localDigits } from "../digits.js";
import { fold } from "../normalise.js";
import { Search } from "../search.js";

const OPTION = "lm-option";

/** Turns `form` (with one `input[name=q]`) into a type-ahead; `onPick(result)` hears the chosen answer. */
export class SearchBox {
  #active = -1;

  constructor({ form, url, t, lang, onPick }) {
    Object.assign(this, { form, t, lang, onPick });
    this.input = form.querySelector("input[name=q]");
    this.list = h("ul", { class: "lm-options", role: "listbox", id: `${this.input.id}-list`, "aria-label": t("search.results"), hidden: true });
    this.note = h("p", { class: "lm-search-note", role: "status" });
    this.panel = h("div", { class: "lm-answers", hidden: true }, this.list, this.note);
    this.search = new Search(url, (state) => this.#show(state));
    this.clearButton = h("button", { type: "button", class: "lm-clear", "aria-label": t("search.clear"), hidden: true, onclick: () => this.clear() }, icon("close"));
    this.#dress();
    this.#listen();
  }

  /** Put words into the box and ask, without picking. */
  ask(words) {
    this.input.value = words;
    this.clearButton.hidden = false;
    return this.search.ask(words);
  }

  clear() {
    this.input.value = "";
    this.search.clear();
    this.input.focus();
  }

  close() {
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  #dress() {
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    this.input.after(this.clearButton);
    this.form.append(this.panel);
  }

  #listen() {
    this.input.addEventListener("input", () => {
      this.clearButton.hidden = !this.input.value;
      this.search.type(this.input.value);
    });
    this.input.addEventListener("focus", () => {
      if (this.search.state.name !== "idle") this.#open();
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.form.addEventListener("focusout", (event) => {
      if (!this.form.contains(event.relatedTarget)) this.close();
    });
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.search.state.results.length) {
      event.preventDefault();
      this.#open();
      const count = this.search.state.results.length;
      this.#activate(this.#active < 0 && step < 0 ? count - 1 : (this.#active + step + count) % count);
    } else if (event.key === "Escape") {
      if (this.panel.hidden) this.clear();
      else this.close();
    }
  }

  // Enter takes the marked answer, or the first; what is still being asked is waited for.
  async #enter() {
    const words = this.input.value;
    if (!words.trim()) return;
    let { state } = this.search;
    if (state.words !== words || state.name === "busy" || state.name === "failed") state = await this.search.ask(words);
    const chosen = state?.results[Math.max(this.#active, 0)];
    if (chosen) this.#pick(chosen);
  }

  #pick(result) {
    this.input.value = localDigits(result.title, this.lang);
    this.close();
    this.onPick(result);
  }

  #activate(index) {
    this.#active = index;
    const options = [...this.list.children];
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    }
  }

  #open() {
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  #show({ name, results, words }) {
    this.form.classList.toggle("lm-busy", name === "busy");
    if (name === "busy") return; // the last answers stay until the next are here
    this.#active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...results.map((result, index) => this.#option(result, index)));
    this.list.hidden = !results.length;
    this.#note(name, results.length, words);
    if (name === "idle") this.close();
    else this.#open();
  }

  #note(name, count, words) {
    const said = { found: ["search.count", { count }], none: ["search.none", { words }], failed: ["search.failed", {}] }[name];
    this.note.replaceChildren(said ? this.t(...said) : "");
    this.note.classList.toggle("lm-quiet", name === "found");
    this.note.classList.toggle("lm-alarm", name === "failed");
    if (name === "none" || name === "failed") {
      const page = `${this.form.action}?q=${encodeURIComponent(words.trim())}`;
      this.note.append(" ", h("a", { href: page }, this.t("search.page")));
    }
  }

  #option(result, index) {
    const title = h("bdi", { class: "lm-option-title" }, ...marked(localDigits(result.title, this.lang), this.search.state.words));
    const subtitle = result.subtitle && h("bdi", { class: "lm-option-subtitle" }, localDigits(result.subtitle, this.lang));
    return h(
      "li",
      { class: OPTION, role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false", onclick: () => this.#pick(result) },
      h("span", { class: "lm-option-words" }, title, subtitle || null),
    );
  }
}

// The words of a title; those that begin with what was typed, in either digits and any spelling, stand out.
function marked(title, typed) {
  const starts = fold(typed).split(" ").filter(Boolean);
  return title.split(/([\s،,]+)/).map((word) => (starts.some((start) => fold(word).startsWith(start)) ? h("mark", {}, word) : word));
}
