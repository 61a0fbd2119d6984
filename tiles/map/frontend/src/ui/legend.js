// The legend: every layer with its switch, every category with the very sign that the map draws.

import { h, icon } from "../dom.js";
import { markerCanvas, patternCell } from "../patterns.js";
import { lookFor } from "../style.js";

const PAPER = "#eae4d6"; // behind lines, so that white roads show
const HALF_STEP = 0.5; // a layer starts half a view zoom past its first tile zoom
const SIGN = { width: 30, height: 20 };

/** Return the legend's element. `onSwitch(name, on)` hears a layer turned on or off; `lists` is the same land as pages, `extra` what stands above the layers. */
export function legendPanel({ layers, lists, t, visible, onSwitch, onShare, onClose, extra = [] }) {
  const rows = layers.filter((layer) => layer.in_legend).toReversed();
  const close = h("button", { type: "button", class: "lm-button", "aria-label": t("legend.close"), onclick: onClose }, icon("close"));
  return h(
    "section",
    { class: "lm-legend", "aria-label": t("legend.title"), hidden: true },
    h("header", { class: "lm-card-header" }, h("h2", { class: "lm-card-title", tabindex: "-1" }, t("legend.title")), close),
    h("div", { class: "lm-legend-body" }, ...extra, ...rows.map((layer) => section(layer, t, visible(layer.name), onSwitch))),
    h(
      "footer",
      { class: "lm-legend-foot" },
      lists ? h("a", { class: "btn btn-sm btn-outline-primary", href: lists }, t("lists")) : null,
      h("button", { type: "button", class: "btn btn-sm btn-outline-primary", onclick: onShare }, icon("link"), t("share.button")),
    ),
  );
}

function section(layer, t, on, onSwitch) {
  const box = h("input", {
    type: "checkbox", role: "switch", class: "form-check-input", id: `lm-switch-${layer.name}`, checked: on,
    onchange: (event) => onSwitch(layer.name, event.target.checked),
  });
  const { categories } = layer.style;
  const own = categories.length ? null : sign(layer, "");
  const heading = h("label", { class: "lm-legend-layer", for: box.id }, own, h("span", {}, layer.title), box);
  const entries = categories.map((category) => h("li", {}, sign(layer, category.value), h("span", {}, category.label)));
  const list = entries.length ? h("ul", { class: "lm-legend-list" }, ...entries) : null;
  const note = h("p", { class: "lm-legend-note", hidden: true, "data-layer": layer.name }, t("legend.zoom"));
  const today = h("p", { class: "lm-legend-note", hidden: true, "data-today": layer.name }, t("legend.today"));
  return h("div", { class: "lm-legend-section" }, heading, note, today, list);
}

/** Tell which layers start only closer in, at a view zoom. */
export function markZoom(panel, layers, zoom) {
  for (const layer of layers) {
    const note = panel.querySelector(`[data-layer="${layer.name}"]`);
    if (note) note.hidden = zoom > layer.min_zoom + HALF_STEP;
  }
}

/** Tell on a past day which layers are hidden because only today is known of them. */
export function markPast(panel, layers, past) {
  for (const layer of layers) {
    const hidden = past && !layer.past;
    panel.querySelector(`[data-today="${layer.name}"]`)?.toggleAttribute("hidden", !hidden);
    panel.querySelector(`#lm-switch-${layer.name}`)?.toggleAttribute("disabled", hidden);
  }
}

function sign(layer, value) {
  const ratio = Math.max(2, window.devicePixelRatio || 1);
  const canvas = h("canvas", { class: "lm-sign", width: SIGN.width * ratio, height: SIGN.height * ratio, "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const look = lookFor(layer.style, value);
  ({ polygon: polygonSign, line: lineSign, point: pointSign })[layer.geometry](pen, look, ratio);
  return canvas;
}

function polygonSign(pen, look, ratio) {
  pen.beginPath();
  pen.roundRect(1.5, 1.5, SIGN.width - 3, SIGN.height - 3, 3);
  if (look.pattern) {
    const cell = patternCell({ pattern: look.pattern, ink: look.stroke, ground: look.fill }, ratio);
    const pattern = pen.createPattern(cell, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    pen.fillStyle = pattern;
    pen.fill();
  } else if (look.fill) {
    pen.fillStyle = look.fill;
    pen.fill();
  }
  if (look.stroke) outline(pen, look, Math.max(1, look.width));
}

function outline(pen, look, width) {
  pen.strokeStyle = look.stroke;
  pen.lineWidth = width;
  pen.setLineDash([...look.dash]);
  pen.stroke();
}

function lineSign(pen, look) {
  const bar = (colour, width) => {
    pen.beginPath();
    pen.moveTo(2, SIGN.height / 2);
    pen.lineTo(SIGN.width - 2, SIGN.height / 2);
    outline(pen, { stroke: colour, dash: look.dash }, width);
  };
  const width = look.width_field ? 7 : look.width;
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, SIGN.width, SIGN.height);
  if (look.fill && look.stroke) bar(look.fill, width + 2);
  bar(look.stroke || look.fill, width);
}

function pointSign(pen, look, ratio) {
  if (!look.fill) return;
  const marker = markerCanvas(look, 8, ratio);
  const [width, height] = [marker.width / ratio, marker.height / ratio];
  pen.drawImage(marker, (SIGN.width - width) / 2, (SIGN.height - height) / 2, width, height);
}
