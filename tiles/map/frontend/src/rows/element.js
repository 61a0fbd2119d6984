// <land-rows>: rows of a file, or of any list, over the map, each drawn by how it stands.
//
//   <land-rows src="…" rows="address" bbox="west,south,east,north" word="Plot" hint="Tap a plot."></land-rows>
//
// The address is asked with `?bbox=` (EPSG:3857) and answers {rows: [{key, look, name, told, url, geometry}], whole}: see rows.js.
// A link of the page with data-bbox (and data-row, the key) brings that row into sight. Without scripts the page is its lists.

import { LandMap } from "../element.js";
import { localDigits } from "../digits.js";
import { bdi, h } from "../dom.js";
import { drawButtons } from "../ui/controls.js";
import { Rows } from "./rows.js";

const CLOSEST = 20; // view zoom at which one small row is shown

export class LandRows extends LandMap {
  #follow = (event) => {
    const link = event.target.closest?.("a[data-bbox]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.show(link.dataset.bbox.split(",").map(Number), link.dataset.row ?? "");
  };

  get keys() {
    return "rows.keys";
  }

  get hint() {
    return this.getAttribute("hint") ?? this.t("rows.hint");
  }

  makeControls() {
    const { t, viewer, config } = this;
    const goHome = (options) => viewer.fit(config.extent, { closest: CLOSEST, ...options });
    this.buttons = drawButtons({ t, zoomBy: (step) => viewer.zoomBy(step), goHome: () => goHome(), locate: () => this.locate() });
    this.note = h("p", { class: "lm-hint", role: "status" }, this.hint);
    const stage = h("div", { class: "lm-stage" }, this.target, this.buttons, this.foot(), this.status.element);
    this.append(stage, h("div", { class: "lm-bar" }, this.note));
    this.rows = new Rows({
      map: viewer.map, url: this.getAttribute("rows"), onNews: (whole) => this.#came(whole),
      onFailure: (error) => this.status.fail(t(error.signedOut ? "signed_out" : "rows.failed"), { label: t("retry"), run: () => this.rows.look() }),
    });
    this.#listen();
    viewer.map.updateSize();
    goHome({ animate: false });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#follow);
    super.disconnectedCallback();
  }

  #listen() {
    const { map, view } = this.viewer;
    map.on("click", ({ coordinate }) => this.#tell(this.rows.at(coordinate)));
    map.on("moveend", () => {
      this.scale.update(view);
      this.readout?.update(view.getCenter());
    });
    map.on("pointermove", ({ coordinate }) => this.readout?.update(coordinate));
    this.target.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#tell(this.rows.at(view.getCenter()));
    });
    document.addEventListener("click", this.#follow);
  }

  /** Bring a row into sight: its box in degrees, and its key. */
  show(bbox, key) {
    this.scrollIntoView({ block: "nearest" });
    this.rows.mark(key);
    this.viewer.fit(bbox, { closest: CLOSEST });
    this.target.focus({ preventScroll: true });
  }

  #came(whole) {
    if (!whole) this.status.say(this.t("rows.many"));
    else this.status.quiet();
    this.dataset.rows = String(this.rows.count);
  }

  #tell(row) {
    this.rows.mark(row?.key ?? "");
    if (!row) return this.note.replaceChildren(this.hint);
    const number = (words) => bdi(localDigits(words, this.config.lang));
    const link = h("a", { href: row.url }, this.getAttribute("word") ?? this.t("rows.row"), " ", number(row.key));
    this.note.replaceChildren(link, ...(row.name ? [" · ", number(row.name)] : []), ` · ${row.told}`);
  }
}
