// Everything that was done, to be undone and done again: as far back as the page was opened.

export class Past {
  #states;
  #at = 0;

  constructor(first) {
    this.#states = [first];
  }

  get now() {
    return this.#states[this.#at];
  }

  get canUndo() {
    return this.#at > 0;
  }

  get canRedo() {
    return this.#at < this.#states.length - 1;
  }

  /** Keep a new state; what was undone before it is forgotten. */
  push(state) {
    this.#states.splice(this.#at + 1, Infinity, state);
    this.#at += 1;
  }

  undo() {
    this.#at = Math.max(0, this.#at - 1);
    return this.now;
  }

  redo() {
    this.#at = Math.min(this.#states.length - 1, this.#at + 1);
    return this.now;
  }
}
