// Buttons beside the map, its scale, and the coordinates under the pointer.

import { toLonLat } from "ol/proj.js";
import { bdi, h, iconButton } from "../dom.js";
import { groupedMetres, localDigits } from "../digits.js";
import { gridOf } from "../grid.js";
import { scaleBar } from "../scalebar.js";

/** Return the column of buttons: closer, further, whole area, here, past days where there are any, legend. */
export function buttonColumn({ t, zoomBy, goHome, locate, toggleLegend, toggleTime = null }) {
  const legend = iconButton("layers", t("legend.title"), toggleLegend, { "aria-expanded": "false", "data-legend": true });
  const time = toggleTime && iconButton("time", t("time.title"), toggleTime, { "aria-expanded": "false", "data-time": true });
  return h(
    "div",
    { class: "lm-buttons", role: "group", "aria-label": t("controls.label") },
    h("div", { class: "lm-button-group" }, legend, time),
    h("div", { class: "lm-button-group" }, iconButton("locate", t("locate.button"), locate), iconButton("home", t("controls.home"), goHome)),
    h("div", { class: "lm-button-group" }, iconButton("plus", t("controls.closer"), () => zoomBy(1)), iconButton("minus", t("controls.further"), () => zoomBy(-1))),
  );
}

/** Return the few buttons of a map on which something is drawn. */
export function drawButtons({ t, zoomBy, goHome, locate }) {
  return h(
    "div",
    { class: "lm-buttons", role: "group", "aria-label": t("controls.label") },
    h("div", { class: "lm-button-group" }, iconButton("locate", t("locate.button"), locate), iconButton("home", t("controls.home"), goHome)),
    h("div", { class: "lm-button-group" }, iconButton("plus", t("controls.closer"), () => zoomBy(1)), iconButton("minus", t("controls.further"), () => zoomBy(-1))),
  );
}

/** The scale bar under a map: lengths are true at the centre of the view. */
export class Scale {
  constructor(t) {
    this.t = t;
    this.words = h("bdi", {});
    this.bar = h("span", { class: "lm-scale-bar" });
    this.element = h("div", { class: "lm-scale" }, this.bar, this.words);
  }

  update(view) {
    const [, lat] = toLonLat(view.getCenter());
    const { metres, width } = scaleBar(view.getResolution() * Math.cos((lat * Math.PI) / 180));
    this.bar.style.inlineSize = `${width.toFixed(1)}px`;
    this.words.textContent = metres < 1000 ? this.t("scale.metres", { n: metres }) : this.t("scale.kilometres", { n: metres / 1000 });
  }
}

/** Coordinates in the municipality's grid, to the metre; `grid` is {proj4, title} of a UTM zone. */
export class Readout {
  constructor(grid, lang) {
    this.lang = lang;
    this.toGrid = gridOf(grid.proj4);
    this.words = bdi("");
    this.element = h("div", { class: "lm-readout", "aria-hidden": "true" }, h("bdi", { dir: "ltr" }, grid.title), this.words);
  }

  update(coordinate) {
    const [lon, lat] = toLonLat(coordinate);
    const [east, north] = this.toGrid([lon, lat]);
    this.words.textContent = `E ${groupedMetres(east, "en")}  N ${groupedMetres(north, "en")}`;
    this.element.title = localDigits(`${lat.toFixed(6)}, ${lon.toFixed(6)}`, "en");
  }
}
