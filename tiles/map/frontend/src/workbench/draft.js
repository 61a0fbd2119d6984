// The order under work: what was saved, everything done since, and how it scores.

import { changesBetween, same } from "./order.js";
import { Past } from "./past.js";
import { scoreOf } from "./score.js";

/** A draft over a ground. `saved` is {revision, order, locked}: parcels as indices, locked as a Set. */
export class Draft {
  #past;
  #trial = null; // an order that is shown but not taken yet
  #scores = new WeakMap(); // by order: undoing comes back to what is known

  constructor(ground, saved, onChange) {
    Object.assign(this, { ground, saved, onChange });
    this.#past = new Past({ order: saved.order, locked: saved.locked });
  }

  get order() {
    return this.#trial ?? this.#past.now.order;
  }

  get trying() {
    return this.#trial !== null;
  }

  get locked() {
    return this.#past.now.locked;
  }

  get canUndo() {
    return this.#past.canUndo;
  }

  get canRedo() {
    return this.#past.canRedo;
  }

  get score() {
    return this.#scored(this.order);
  }

  get savedScore() {
    return this.#scored(this.saved.order);
  }

  /** Whose number changes if this is saved: [{parcel, from, to}]. */
  get changes() {
    return changesBetween(this.saved.order, this.#past.now.order);
  }

  get dirty() {
    const { order, locked } = this.saved;
    const sameLocks = locked.size === this.locked.size && [...locked].every((parcel) => this.locked.has(parcel));
    return !sameLocks || !same(order, this.#past.now.order);
  }

  /** Do something: a new order, and new locks if they change. Returns whether anything is different. */
  take(order, locked = this.locked) {
    if (same(order, this.order) && locked === this.locked) return false;
    this.#past.push({ order, locked });
    this.onChange();
    return true;
  }

  /** Show an order without taking it. */
  try(order) {
    this.#trial = order;
    this.onChange();
  }

  /** Take the order on trial as one step. Returns whether there was one that differs. */
  accept() {
    const order = this.#trial;
    this.#trial = null;
    return order !== null && this.take(order);
  }

  /** Show again what stands. Returns whether anything was on trial. */
  drop() {
    if (!this.trying) return false;
    this.#trial = null;
    this.onChange();
    return true;
  }

  undo() {
    return this.#travel(this.canUndo, () => this.#past.undo());
  }

  redo() {
    return this.#travel(this.canRedo, () => this.#past.redo());
  }

  /** What is on the screen has been saved as a revision. */
  keep(revision) {
    this.saved = { revision, order: this.order, locked: this.locked };
    this.onChange();
  }

  /** Somebody else saved meanwhile: his order becomes the ground of comparison, and one step back; mine stays on the screen. */
  rebase(saved) {
    const mine = this.#past.now;
    this.saved = saved;
    this.#past.push({ order: saved.order, locked: saved.locked });
    this.#past.push(mine);
    this.onChange();
  }

  #travel(possible, go) {
    if (!possible) return false;
    go();
    this.onChange();
    return true;
  }

  #scored(order) {
    if (!this.#scores.has(order)) this.#scores.set(order, scoreOf(order, this.ground));
    return this.#scores.get(order);
  }
}
