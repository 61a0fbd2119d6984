// Drawing for a form: the map writes what is drawn and chosen into two fields, and follows them when they change.
//
//   <land-draw src="…" bbox="…" asked="id of a json_script" points="id" picks="id" choice="id"></land-draw>
//
// The json_script holds {shapes: address of exact outlines, tools: {choice: {draw: "line"|"outline"|"", picks: most, says:
// "route" for a line that is no boundary}},
// points: [[x, y], …] that the fields stand for, EPSG:3857, snap: pixels within which a point snaps, unless a finger's reach}.

import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import { toLonLat } from "ol/proj.js";
import { gridOf } from "../grid.js";
import { areaOf, lengthOf } from "./measure.js";
import { Shapes } from "./shapes.js";
import { Sketch } from "./sketch.js";
import { keysIn, pointsText, toggled } from "./text.js";
import { Toolbar } from "./toolbar.js";

const NEXT = {
  route: { start: "draw.route.start", next: "draw.line.next", end: "draw.line.end" },
  line: { start: "draw.line.start", next: "draw.line.next", end: "draw.line.end" },
  outline: { start: "draw.outline.start", next: "draw.outline.next", end: "draw.outline.end" },
};
const NO_TOOL = { draw: "", picks: 0 };

export class Drawing {
  #mode = "pick";
  #typed = false; // the points were typed: what is drawn no longer stands for them
  #quiet = false; // the fields are being read, not written

  constructor({ element, map, config, t, status }) {
    Object.assign(this, { element, map, t, status });
    const field = (name) => document.getElementById(element.getAttribute(name));
    this.fields = { points: field("points"), picks: field("picks"), choice: field("choice") };
    this.asked = JSON.parse(field("asked").textContent);
    this.toGrid = config.grid ? gridOf(config.grid.proj4) : null;
    this.toolbar = new Toolbar({ t, lang: config.lang, run: { mode: (name) => this.#enter(name), undo: () => this.sketch.undo(), finish: () => this.sketch.finish(), clear: () => this.sketch.clear() } });
    this.shapes = new Shapes({
      map, url: this.asked.shapes, onNews: () => this.#show(),
      onFailure: (error) => status.fail(t(error.signedOut ? "signed_out" : "draw.failed"), { label: t("retry"), run: () => this.shapes.look() }),
    });
    this.sketch = new Sketch({ map, snapTo: this.shapes.source, snap: this.asked.snap, onChange: (change) => this.#drawn(change) });
    this.#listen();
    this.#begin();
  }

  get #tool() {
    return this.asked.tools[this.fields.choice.value] ?? NO_TOOL;
  }

  get #chosen() {
    return keysIn(this.fields.picks.value);
  }

  #listen() {
    for (const interaction of this.map.getInteractions().getArray().slice()) {
      if (interaction instanceof DoubleClickZoom) this.map.removeInteraction(interaction); // a double tap ends a line
    }
    this.map.on("click", ({ coordinate }) => this.#tapped(coordinate));
    this.map.on("moveend", () => this.#show());
    this.fields.choice.addEventListener("change", () => this.#chose());
    this.fields.picks.addEventListener("input", () => this.#show());
    this.fields.points.addEventListener("input", () => this.#type());
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
  }

  // What the page says first, then what "back" brought into the fields after that.
  #begin() {
    this.#quiet = true;
    this.sketch.use(this.#tool.draw);
    if (this.asked.points.length) this.sketch.show(this.asked.points);
    this.#typed = !this.asked.points.length && this.fields.points.value.trim() !== "";
    this.#quiet = false;
    this.#enter(this.#tool.draw && (this.#complete || this.sketch.finished) ? "draw" : "pick");
  }

  get #complete() {
    return this.#chosen.length >= Math.min(this.#tool.picks, 2);
  }

  #enter(mode) {
    this.#mode = this.#tool.draw ? mode : "pick";
    this.sketch.use(this.#mode === "draw" ? this.#tool.draw : "");
    this.#show();
  }

  #chose() {
    const other = this.sketch.points.length && this.#tool.draw && this.drawnAs !== this.#tool.draw;
    this.sketch.use(this.#tool.draw);
    if (other) this.sketch.clear(); // a line is no outline
    this.#enter(this.#complete ? "draw" : "pick");
  }

  #tapped(coordinate) {
    if (this.#mode !== "pick") return;
    const found = this.shapes.at(coordinate);
    if (!found) return this.status.say(this.t(this.shapes.near ? "draw.nothing_here" : "draw.closer"));
    if (found.bar) return this.status.fail(found.bar);
    this.status.quiet();
    this.fields.picks.value = toggled(this.fields.picks.value, found, this.#tool.picks);
    this.fields.picks.dispatchEvent(new Event("change", { bubbles: true }));
    const ready = this.#tool.draw && this.#chosen.length === this.#tool.picks;
    this.#enter(ready ? "draw" : "pick");
  }

  #drawn({ points, live }) {
    if (points.length) this.drawnAs = this.sketch.kind;
    this.#measure(live);
    if (this.#quiet) return;
    this.#typed = false;
    this.fields.points.value = pointsText(points);
    this.#show();
  }

  // Typed points are the server's to place: the map stops showing what no longer stands.
  #type() {
    this.#quiet = true;
    this.sketch.clear();
    this.#quiet = false;
    this.#typed = this.fields.points.value.trim() !== "";
    this.#show();
  }

  #measure(live) {
    const outline = this.sketch.kind === "outline";
    if (!this.toGrid || live.length < (outline ? 3 : 2)) return this.toolbar.measure("", null);
    const points = live.map((point) => this.toGrid(toLonLat(point)));
    this.toolbar.measure(outline ? "draw.area" : "draw.length", outline ? areaOf(points) : lengthOf(points));
  }

  #pressed(event) {
    const onMap = event.target === this.map.getTargetElement();
    const undo = event.key === "Backspace" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z");
    if (undo && this.#mode === "draw") this.sketch.undo();
    else if (onMap && event.key === "Enter" && this.#mode === "draw") this.sketch.finish();
    else if (onMap && (event.key === " " || event.key === "Enter")) this.#put(this.map.getView().getCenter());
    else return;
    event.preventDefault(); // Enter would send the form
  }

  #put(centre) {
    if (this.#mode === "draw") this.sketch.put(centre);
    else this.#tapped(centre);
  }

  #show() {
    this.shapes.mark(this.#chosen);
    const { sketch } = this;
    this.toolbar.show({
      mode: this.#mode, both: Boolean(this.#tool.draw && this.#tool.picks), hint: this.#hint(),
      points: sketch.points.length, finished: sketch.finished, enough: sketch.enough,
    });
    this.element.dataset.drawing = this.#mode;
  }

  #hint() {
    const { draw, picks, says } = this.#tool;
    if (this.#mode === "pick") return this.#pickHint(draw, picks);
    if (this.#typed) return this.t("draw.typed");
    if (this.sketch.finished) return this.t("draw.done");
    const next = NEXT[says ?? draw];
    if (!this.sketch.points.length) return this.t(this.shapes.near ? next.start : "draw.far");
    return this.t(this.sketch.enough ? next.end : next.next);
  }

  #pickHint(draw, picks) {
    if (!this.shapes.near) return this.t("draw.closer");
    const n = this.#chosen.length;
    if (picks === 1) return this.t(n ? "draw.picked" : "draw.pick.one");
    return this.t(picks === 2 ? "draw.pick.two" : "draw.pick.many", { n });
  }
}
