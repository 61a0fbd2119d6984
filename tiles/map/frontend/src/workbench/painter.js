// The walk over the map, on a canvas of its own: what is chosen, the lines from parcel to parcel, and the numbers. A step
// draws again only where something differs; the map below is left as it is.

import { localDigits } from "../digits.js";
import { h } from "../dom.js";
import { boxAround, changedBoxes, meet } from "./dirty.js";
import { roomBeside, roomFor } from "./labels.js";
import { CHOSEN, linkLooks, PLATE, PLATES } from "./looks.js";
import { placesOf } from "./order.js";

const EDGE = 4; // px that a stroke reaches beyond its points
const KINDS = Object.keys(linkLooks(0));

export class Painter {
  canvas = h("canvas", { class: "wb-walk", "aria-hidden": "true" });
  #state = null;
  #view = null;
  #scene = { items: new Map() };
  #waiting = false;
  #widths = new Map(); // px of words: measuring is slow

  constructor({ parcels, lang }) {
    Object.assign(this, { parcels, lang });
    this.context = this.canvas.getContext("2d");
  }

  /** Follow the map: where it moved, everything is drawn anew. The frame is OpenLayers'; returns the canvas. */
  frame({ size, pixelRatio: ratio, viewState: { resolution }, coordinateToPixelTransform: [a, b, c, d, e, f] }) {
    const key = [...size, ratio, a, b, c, d, e, f].join(" ");
    if (key === this.#view?.key) return this.canvas;
    const pixel = ([x, y]) => [a * x + c * y + e, b * x + d * y + f];
    this.#view = { key, size, ratio, pixel, looks: linkLooks(resolution), ways: new Map(), inside: this.parcels.map(({ inside }) => pixel(inside)) };
    this.#resize(size, ratio);
    this.redraw();
    return this.canvas;
  }

  #resize(size, ratio) {
    const [width, height] = size.map((side) => Math.round(side * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
  }

  /** Show an order; `links` says for each place how it follows the one before. Draws what differs from what is shown. */
  show(state) {
    this.#state = state;
    if (!this.#view) return;
    const scene = this.#seen();
    const boxes = changedBoxes(this.#scene, scene);
    this.#scene = scene;
    if (!boxes) this.#paintLater();
    else if (boxes.length) this.#paint(boxes);
  }

  // The list and the figures answer first; of many steps only the last is drawn.
  #paintLater() {
    if (!this.#waiting) requestAnimationFrame(() => setTimeout(() => this.#paint(null)));
    this.#waiting = true;
  }

  /** Draw everything again: the view or the font is another. */
  redraw() {
    if (!this.#state || !this.#view) return;
    this.#widths.clear();
    this.room = this.#labelSize();
    this.#makeRoom();
    this.#scene = this.#seen();
    this.#paint(null);
  }

  // Everything on the canvas by a key that says how it looks.
  #seen() {
    const scene = { chosen: [], links: [], numbers: [], items: new Map() };
    const add = (list, key, item) => {
      scene[list].push(item);
      scene.items.set(key, item);
    };
    this.#seeChosen(add);
    this.#seeLinks(add);
    this.#seeNumbers(add);
    return scene;
  }

  #seeChosen(add) {
    const { chosen, active } = this.#state;
    for (const parcel of chosen) {
      const kind = parcel === active ? "active" : "chosen";
      const rings = this.parcels[parcel].coordinates.flatMap((face) => face.map((ring) => ring.map(this.#view.pixel)));
      add("chosen", `${kind} ${parcel}`, { kind, rings, box: boxAround(rings.flat(), EDGE) });
    }
  }

  #seeLinks(add) {
    const { order, links } = this.#state;
    const { ways } = this.#view;
    const size = order.length;
    for (let place = 1; place < size; place += 1) {
      const [before, after] = [order[place - 1], order[place]];
      const key = before * size + after;
      if (!ways.has(key)) ways.set(key, this.#way(before, after, links[place].kind));
      add("links", key, ways.get(key));
    }
  }

  // Neighbours are joined from inside to inside; otherwise one goes out to the street and in again.
  #way(before, after, kind) {
    const [from, to] = [this.parcels[before], this.parcels[after]];
    const points = (kind === "touch" ? [from.inside, to.inside] : [from.inside, from.door, to.door, to.inside]).map(this.#view.pixel);
    return { kind, points, box: boxAround(points, EDGE) };
  }

  #seeNumbers(add) {
    const { order, locked, active } = this.#state;
    const places = placesOf(order);
    const { inside, inView, base } = this.#view;
    const [width, height] = this.room;
    const first = new Set([active, order[0], ...locked].filter((parcel) => inView.has(parcel)));
    for (const parcel of roomBeside(inside, first, base, this.room)) {
      const kind = parcel === active ? "active" : parcel === order[0] ? "first" : locked.has(parcel) ? "locked" : "plain";
      const [x, y] = inside[parcel];
      add("numbers", `${kind} ${parcel} ${places[parcel]}`, { kind, place: places[parcel], x, y, box: boxAround([[x - width / 2, y - height / 2], [x + width / 2, y + height / 2]], EDGE) });
    }
  }

  // Which numbers have room in this view, before anyone comes first.
  #makeRoom() {
    const { inside, size } = this.#view;
    const [width, height] = this.room;
    const shown = ([x, y]) => x > -width && y > -height && x < size[0] + width && y < size[1] + height;
    const inView = new Set([...inside.keys()].filter((parcel) => shown(inside[parcel])));
    Object.assign(this.#view, { inView, base: roomFor(inside, inView, this.room) });
  }

  // Room for the widest number: who has room does not depend on who has which number.
  #labelSize() {
    this.context.font = PLATE.font;
    return [this.#width(localDigits("8".repeat(String(this.parcels.length).length), this.lang)), PLATE.height];
  }

  #width(text) {
    if (!this.#widths.has(text)) this.#widths.set(text, this.context.measureText(text).width + 2 * PLATE.padding);
    return this.#widths.get(text);
  }

  #paint(boxes) {
    if (!boxes) this.#waiting = false;
    const [width, height] = this.#view.size;
    for (const box of boxes ?? [[0, 0, width, height]]) this.#paintBox(box);
  }

  // On whole pixels of the screen: no seam where an old part meets a new one.
  #paintBox(box) {
    const { context } = this;
    const { ratio } = this.#view;
    const [left, top, right, bottom] = box.map((side, at) => (at < 2 ? Math.floor(side * ratio) : Math.ceil(side * ratio)));
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.clearRect(left, top, right - left, bottom - top);
    context.scale(ratio, ratio);
    const touched = (items) => items.filter((item) => meet(item.box, box));
    for (const one of touched(this.#scene.chosen)) this.#paintChosen(one);
    this.#paintLinks(touched(this.#scene.links));
    this.#paintNumbers(touched(this.#scene.numbers));
    context.restore();
  }

  #paintChosen({ kind, rings }) {
    const { context } = this;
    const { colour, width, fill } = CHOSEN[kind];
    context.beginPath();
    for (const ring of rings) trace(context, ring);
    Object.assign(context, { strokeStyle: colour, lineWidth: width, fillStyle: fill, lineJoin: "round" });
    context.setLineDash([]);
    context.fill("evenodd");
    context.stroke();
  }

  #paintLinks(links) {
    const { looks } = this.#view;
    const lines = KINDS.map((kind) => [looks[kind], links.filter((link) => link.kind === kind)]).filter(([, some]) => some.length);
    for (const [{ edge, width }, some] of lines) if (edge) this.#stroke(some, edge, width + 3, []);
    for (const [{ colour, width, dash }, some] of lines) this.#stroke(some, colour, width, dash);
  }

  #stroke(links, colour, width, dash) {
    const { context } = this;
    context.beginPath();
    for (const { points } of links) trace(context, points);
    Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: dash.length ? "butt" : "round", lineJoin: "round" });
    context.setLineDash(dash);
    context.stroke();
  }

  // What matters most is drawn last.
  #paintNumbers(numbers) {
    const { context } = this;
    Object.assign(context, { font: PLATE.font, textAlign: "center", textBaseline: "alphabetic" });
    context.setLineDash([]);
    for (const number of numbers.toReversed()) this.#paintNumber(number);
  }

  #paintNumber({ kind, place, x, y }) {
    const { context } = this;
    const { words, ground, frame } = PLATES[kind];
    const text = localDigits(place + 1, this.lang);
    const width = this.#width(text);
    const corner = [x - width / 2, y - PLATE.height / 2, width, PLATE.height];
    context.fillStyle = ground;
    context.fillRect(...corner);
    if (frame) {
      Object.assign(context, { strokeStyle: frame, lineWidth: PLATE.frame });
      context.strokeRect(...corner);
    }
    context.fillStyle = words;
    context.fillText(text, x, y + PLATE.height / 4);
  }
}

function trace(context, points) {
  points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
}
