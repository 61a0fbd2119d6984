// Dragging rows of a list with mouse, pen or finger. A finger drags by the grip: elsewhere it scrolls.

const SLACK = 5; // px before a press becomes a drag
const EDGE = 36; // px at the list's ends where it scrolls by itself
const SPEED = 9; // px a frame

/** `onDrop(parcel, place)` hears that a parcel was let go at a place; `placeOf(parcel)` says where one stands. */
export class Dragging {
  #drag = null;

  constructor({ list, placeOf, onDrop }) {
    Object.assign(this, { list, placeOf, onDrop });
    list.addEventListener("pointerdown", (event) => this.#begin(event));
    list.addEventListener("pointermove", (event) => this.#move(event));
    list.addEventListener("pointerup", () => this.#end(true));
    list.addEventListener("pointercancel", () => this.#end(false));
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#end(false);
    });
    list.addEventListener("click", (event) => this.#swallow(event), { capture: true });
  }

  #begin(event) {
    const row = event.target.closest("[data-parcel]");
    const grip = event.target.closest(".wb-grip");
    if (!row || event.button !== 0 || event.shiftKey || (event.pointerType !== "mouse" && !grip)) return;
    this.#drag = { row, pointer: event.pointerId, from: event.clientY, y: event.clientY, live: false, place: null };
  }

  #move(event) {
    if (event.pointerId !== this.#drag?.pointer) return;
    this.#drag.y = event.clientY;
    if (!this.#drag.live && Math.abs(event.clientY - this.#drag.from) > SLACK) this.#lift();
    if (this.#drag.live) this.#aim();
  }

  #lift() {
    this.#drag.live = true;
    this.list.setPointerCapture(this.#drag.pointer);
    this.#drag.row.classList.add("wb-lifted");
    this.#scroll();
  }

  // At an end of the list it scrolls for as long as the row is held there.
  #scroll() {
    if (!this.#drag?.live) return;
    const { top, bottom } = this.list.getBoundingClientRect();
    const step = this.#drag.y < top + EDGE ? -SPEED : this.#drag.y > bottom - EDGE ? SPEED : 0;
    if (step) {
      this.list.scrollTop += step;
      this.#aim();
    }
    requestAnimationFrame(() => this.#scroll());
  }

  #aim() {
    const frame = this.list.getBoundingClientRect();
    const y = Math.max(frame.top + 1, Math.min(frame.bottom - 1, this.#drag.y));
    const over = document.elementFromPoint(frame.left + frame.width / 2, y)?.closest("[data-parcel]");
    if (!over || !this.list.contains(over)) return;
    const box = over.getBoundingClientRect();
    const after = y > box.top + box.height / 2;
    this.#point(over, after);
    this.#drag.place = this.placeOf(Number(over.dataset.parcel)) + (after ? 1 : 0);
  }

  #point(row, after) {
    this.#drag.over?.classList.remove("wb-drop-before", "wb-drop-after");
    row.classList.add(after ? "wb-drop-after" : "wb-drop-before");
    this.#drag.over = row;
  }

  #end(drop) {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag?.live) return;
    this.dropped = performance.now();
    drag.row.classList.remove("wb-lifted");
    drag.over?.classList.remove("wb-drop-before", "wb-drop-after");
    const parcel = Number(drag.row.dataset.parcel);
    if (drop && drag.place !== null) this.onDrop(parcel, drag.place);
  }

  // Letting go is no click.
  #swallow(event) {
    if (this.dropped && performance.now() - this.dropped < 50) event.stopPropagation();
  }
}
