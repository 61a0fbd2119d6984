// The desk: what people do on the list, the map and the buttons becomes steps of the draft, shown everywhere at once.

import { h } from "../dom.js";
import { crossedBy } from "./crossing.js";
import { Dragging } from "./dragging.js";
import { Draft } from "./draft.js";
import { measure } from "./figures.js";
import { groundOf } from "./ground.js";
import { keysOf } from "./keys.js";
import { dropped, gathered, moved, placedAfter, placesOf, reversed, startedAt, stepped } from "./order.js";
import { Exceptions, ScoreStrip } from "./panels.js";
import { Rows } from "./rows.js";
import { Saving } from "./saving.js";
import { Toolbar } from "./toolbar.js";
import { Trial } from "./trial.js";

const LEAST_CROSSING_M = 0.5; // a drawn line that is shorter inside a parcel only grazes it

export class Desk {
  #mode = "choose";
  #several = false;
  lastTapped = null;

  constructor({ element, asked, raw, t, lang, status, view }) {
    Object.assign(this, { element, asked, t, lang, status, view });
    this.parcels = raw.parcels;
    this.stretch = raw.stretch;
    this.draft = new Draft(groundOf(raw), savedOf(raw), () => this.show({ reveal: true }));
    this.active = this.anchor = this.draft.order[0];
    this.rows = new Rows({ parcels: raw.parcels, t, lang, onChoose: (parcel, { extend }) => this.#choose(parcel, extend) });
    this.strip = new ScoreStrip({ t, lang });
    this.exceptions = new Exceptions({ t, lang, onGo: (before, after) => this.#goTo(before, after) });
    this.live = h("p", { class: "visually-hidden", "aria-live": "polite" });
    this.toolbar = new Toolbar({ t, most: raw.parcels.length, run: this.#commands() });
    this.saving = new Saving({ desk: this, asked, t, lang });
    this.trial = new Trial({ desk: this, t, lang });
    this.map = view.make({ ground: { parcels: raw.parcels, ring: raw.ring.line }, onTap: (parcel) => this.#tapped(parcel), onLine: (line) => this.#lineDrawn(line) });
    this.dragging = new Dragging({
      list: this.rows.element, placeOf: (parcel) => placesOf(this.draft.order)[parcel],
      onDrop: (parcel, gap) => this.#step("moved", (order, locked) => dropped(order, this.chosen.includes(parcel) ? this.chosen : [parcel], gap, locked), parcel),
    });
    this.keys = keysOf({ list: this.rows.element, map: view.target, run: { ...this.#commands(), tap: () => this.map.tap(view.centre()) } });
  }

  /** Lay the parts out around the map. */
  lay(stage) {
    const side = h("div", { class: "wb-side" }, this.toolbar.chosen, this.rows.element, h("div", { class: "wb-parts" }, this.exceptions.element, this.#help()));
    const main = h("div", { class: "wb-main" }, this.toolbar.top, stage, this.toolbar.hint, this.trial.panel.element, this.#legend());
    this.element.append(this.strip.element, main, side, this.toolbar.foot, this.live, this.saving.element);
    this.saving.start();
    this.show();
  }

  /** Draw the numbers on the map again, when the font has arrived. */
  redraw() {
    this.map.redraw();
  }

  stop() {
    this.saving.stop();
    this.keys.stop();
  }

  #help() {
    const keys = ["choose", "move", "ends", "lock", "number", "undo"].map((name) => h("li", {}, this.t(`bench.keys.${name}`)));
    return h("details", { class: "wb-part" }, h("summary", {}, this.t("bench.keys")), h("ul", { id: "wb-keys" }, ...keys));
  }

  #legend() {
    const item = (kind) => h("li", {}, h("span", { class: `wb-sign wb-sign-${kind}`, "aria-hidden": "true" }), this.t(`bench.legend.${kind}`));
    return h("ul", { class: "wb-legend", "aria-label": this.t("bench.legend") }, ...["touch", "not_adjacent", "jump", "landlocked", "locked", "ring"].map(item));
  }

  #commands() {
    const chosen = (work) => (order, locked) => work(order, this.chosen, locked);
    return {
      mode: (name) => this.#enter(name),
      several: (on) => this.#pickSeveral(on),
      refuse: (words) => this.status.fail(words),
      up: () => this.#step("moved", chosen((order, parcels, locked) => stepped(order, parcels, -1, locked))),
      down: () => this.#step("moved", chosen((order, parcels, locked) => stepped(order, parcels, 1, locked))),
      first: () => this.#step("moved", chosen((order, parcels, locked) => moved(order, parcels, 0, locked))),
      last: () => this.#step("moved", chosen((order, parcels, locked) => moved(order, parcels, order.length, locked))),
      place: (place) => this.#step("moved", chosen((order, parcels, locked) => moved(order, parcels, place, locked))),
      start: () => this.#step("started", (order, locked) => startedAt(order, this.active, locked)),
      reverse: () => this.#step("reversed", (order, locked) => reversed(order, locked, this.chosen.length > 1 ? this.chosen : null)),
      lock: () => this.#lock(),
      undo: () => (this.draft.trying ? this.trial.drop() : this.draft.undo() && this.say("undone")),
      redo: () => !this.draft.trying && this.draft.redo() && this.say("redone"),
      improve: () => this.saving.improve(),
      save: () => this.saving.ask(),
      leave: () => this.#enter("choose"),
      number: () => this.toolbar.number.focus(),
    };
  }

  /** The chosen parcels in walking order: from the anchor to the active one. */
  get chosen() {
    const { order } = this.draft;
    const places = placesOf(order);
    const [from, to] = [places[this.anchor], places[this.active]].sort((a, b) => a - b);
    return order.slice(from, to + 1);
  }

  #choose(parcel, extend = false) {
    this.active = parcel;
    if (!extend && !this.#several) this.anchor = parcel;
    this.show({ reveal: true });
  }

  #pickSeveral(on) {
    this.#several = on;
    this.anchor = this.active;
    this.show();
  }

  #enter(mode) {
    this.#mode = mode;
    this.lastTapped = null;
    this.trial.drop();
    this.trial.panel.element.hidden = mode !== "rule";
    this.aim();
  }

  /** Let a drag on the map draw a line where one is wanted, and show what was drawn or tapped for a rule. */
  aim() {
    const ruled = this.#mode === "rule";
    const drawing = this.#mode === "line" || (ruled && this.trial.panel.takes === "line");
    this.map.drawing = drawing;
    this.map.sketch(ruled ? this.trial.panel.line : null);
    Object.assign(this.element.dataset, { mode: this.#mode, drawing: String(drawing) });
    this.show();
  }

  // In turn: the first tapped keeps its number, each that is tapped then comes next.
  #tapped(parcel) {
    const previous = this.lastTapped;
    this.lastTapped = parcel;
    this.#choose(parcel);
    if (this.#ruling) this.trial.panel.takeParcel(parcel);
    if (this.#mode !== "turn" || previous === null) return;
    this.anchor = parcel;
    this.#step("moved", (order, locked) => placedAfter(order, parcel, previous, locked));
  }

  #lineDrawn(line) {
    if (this.#mode === "rule") return this.trial.panel.takeLine(line);
    const crossed = crossedBy(line, this.parcels.map(({ coordinates }) => coordinates), LEAST_CROSSING_M * this.stretch);
    const free = crossed.filter((parcel) => !this.draft.locked.has(parcel));
    if (free.length < 2) return this.status.say(this.t("bench.line.few"));
    [this.anchor, this.active] = [free[0], free.at(-1)];
    this.#step("lined", (order, locked) => gathered(order, crossed, locked), free[0], free.length);
  }

  /** Take a step that `work(order, locked)` describes; what cannot move is said. */
  #step(what, work, about = this.active, count = this.chosen.length) {
    this.status.quiet();
    if (this.draft.trying) return this.status.say(this.t("bench.rule.open"));
    const { order, locked } = this.draft;
    if (!this.draft.take(work(order, locked))) return this.#refuse(about);
    this.say(what, { name: this.parcels[about].name, n: placesOf(this.draft.order)[about] + 1, count });
  }

  /** Put an order that came from elsewhere onto the screen as one step. */
  replace(order, what) {
    if (!this.draft.take(order)) return this.status.say(this.t("bench.improve.none"));
    this.say(what);
    this.status.say(this.t(`bench.said.${what}`));
  }

  #refuse(about) {
    if (this.draft.locked.has(about)) this.status.fail(this.t("bench.locked.stays"));
  }

  #lock() {
    if (this.draft.trying) return this.status.say(this.t("bench.rule.open"));
    const locked = new Set(this.draft.locked);
    const fixed = this.#allLocked;
    for (const parcel of this.chosen) if (fixed) locked.delete(parcel); else locked.add(parcel);
    this.draft.take(this.draft.order, locked);
    this.say(fixed ? "unlocked" : "locked", { count: this.chosen.length });
  }

  get #allLocked() {
    return this.chosen.every((parcel) => this.draft.locked.has(parcel));
  }

  /** Read out what was done, and how the walk stands now. */
  say(what, values = {}) {
    const { A, walk } = this.draft.score;
    const stand = this.t("bench.stands", { A: measure(A, "share", this.lang), walk: measure(walk, "metres", this.lang) });
    this.live.textContent = `${this.t(`bench.said.${what}`, values)} ${stand}`;
  }

  #goTo(before, after) {
    [this.anchor, this.active] = [before, after];
    this.show({ reveal: true });
    this.view.target.scrollIntoView({ block: "nearest" }); // on a phone the list may have pushed it out of sight
    this.view.lookAt(this.map.extentOf([before, after]));
  }

  // Are parcels being tapped for a rule?
  get #ruling() {
    return this.#mode === "rule" && this.trial.panel.takes === "parcels";
  }

  /** Show how everything stands; `reveal` brings the active row into sight. */
  show({ reveal = false } = {}) {
    const { draft } = this;
    const { order, locked, score } = draft;
    const state = { order, locked, was: placesOf(draft.saved.order), links: score.links, chosen: new Set(this.chosen), active: this.active };
    this.rows.show(state, reveal);
    this.map.show(this.#ruling ? { ...state, chosen: new Set(this.trial.panel.parcels) } : state);
    this.strip.show(score, draft.savedScore);
    this.exceptions.show(score.exceptions);
    this.toolbar.show({
      mode: this.#mode, several: this.#several, hint: this.t(this.#mode === "rule" ? this.trial.panel.hint : `bench.hint.${this.#mode}`), fixed: this.#allLocked, many: this.chosen.length > 1,
      canUndo: draft.canUndo, canRedo: draft.canRedo, dirty: draft.dirty && this.asked.open, busy: this.saving.busy, trying: draft.trying,
    });
    this.saving.standing();
    this.rows.scroll();
  }
}

/** Return what is saved as a draft knows it: parcels as indices. */
export function savedOf({ revision, order, locked }) {
  return { revision, order, locked: new Set(locked) };
}
