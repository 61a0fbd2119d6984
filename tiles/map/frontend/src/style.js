// From a layer's declared style to OpenLayers styles.

import Point from "ol/geom/Point.js";
import Fill from "ol/style/Fill.js";
import Icon from "ol/style/Icon.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import { localDigits } from "./digits.js";
import { markerCanvas, patternCell } from "./patterns.js";

export const FONT = '"IBM Plex Sans Arabic"';
const MARKER_ZOOM = 16; // view zoom from which a marker is large enough to hold its letter
const PATTERN_ZOOM = 15.75; // view zoom from which a pattern is a pattern and not noise
const FINE = 0.55; // how much smaller outlines and markers are drawn from afar
const LIFT_ZOOM = 17; // view zoom from which a plate makes room for the number that lies at the same point
const LIFT = 19; // px
const TAPPABLE = "#ffffff05"; // hardly seen, yet found under a finger
const LETTER_WIDTH = 0.6; // of the size, on average
const TILE = 256;
const EQUATOR_RESOLUTION = (2 * Math.PI * 6378137) / TILE; // EPSG:3857 metres per px at view zoom 0

/** Return the view zoom (256-px tiles, as in OpenStreetMap) of a resolution in EPSG:3857 metres per px. */
export function zoomOf(resolution) {
  return Math.log2(EQUATOR_RESOLUTION / resolution);
}

/**
 * Return the style function of a layer's shapes.
 * `env`: lang; ratio, device pixels per CSS pixel; stretch, EPSG:3857 metres per ground metre at the place shown;
 * overPicture, whether a picture of the ground lies under the map.
 */
export function shapeStyle({ style, geometry }, env) {
  const shapes = { polygon: polygonShape, line: lineShape, point: markerShape };
  const looks = new Map();
  const lookOf = (value) => {
    if (!looks.has(value)) looks.set(value, shapes[geometry](lookFor(style, value), env));
    return looks.get(value);
  };
  return (feature, resolution) => {
    const value = style.category_field ? String(feature.get(style.category_field)) : "";
    return lookOf(value)(feature, resolution);
  };
}

/** Has a layer shapes at all? A layer of points without a colour only carries words. */
export function hasShapes({ style, geometry }) {
  return geometry !== "point" || Boolean(style.fill) || style.categories.some(({ fill }) => fill);
}

/** Return the style with what the category of that value overrides. */
export function lookFor(style, value) {
  const category = style.categories.find((entry) => entry.value === value);
  if (!category) return { ...style, marker: "circle", letter: "" };
  const look = { ...style, marker: category.marker, letter: category.letter };
  for (const part of ["fill", "stroke", "width", "pattern"]) if (category[part]) look[part] = category[part];
  if (category.dash.length) look.dash = category.dash;
  return look;
}

function strokeOf({ stroke, width, dash }) {
  return stroke ? new Stroke({ color: stroke, width, lineDash: dash.length ? [...dash] : undefined }) : undefined;
}

function fillOf(look, env) {
  if (!look.pattern) return look.fill ? new Fill({ color: look.fill }) : undefined;
  const cell = patternCell({ pattern: look.pattern, ink: look.stroke, ground: look.fill }, env.ratio);
  return new Fill({ color: cell.getContext("2d").createPattern(cell, "repeat") });
}

// Over a picture only patterns and outlines are drawn; a hint of a fill stays, by which areas can be tapped.
function polygonShape(look, env) {
  const [plain, clear] = [shapedPolygon(look, env), shapedPolygon({ ...look, fill: look.fill && TAPPABLE }, env)];
  return (feature, resolution) => (env.overPicture ? clear : plain)(feature, resolution);
}

function shapedPolygon(look, env) {
  const near = [new Style({ fill: fillOf(look, env), stroke: strokeOf(look) })];
  const far = [new Style({ fill: fillOf({ ...look, pattern: "" }, env), stroke: strokeOf({ ...look, width: look.width * FINE }) })];
  return (_, resolution) => (zoomOf(resolution) >= PATTERN_ZOOM ? near : far);
}

// A line is drawn in its stroke colour over a casing in its fill colour; with width_field, as wide as on the ground.
function lineShape(look, env) {
  const body = strokeOf(look) ?? new Stroke({ color: look.fill, width: look.width });
  if (look.width_field) body.setLineCap("butt");
  const drawn = [new Style({ stroke: body, zIndex: 1 })];
  const casing = look.fill && look.stroke ? new Stroke({ color: look.fill, lineCap: "butt" }) : null;
  if (casing) drawn.unshift(new Style({ stroke: casing, zIndex: 0 }));
  return (feature, resolution) => {
    const metres = look.width_field ? Number(feature.get(look.width_field)) || 0 : 0;
    body.setWidth(Math.max(look.width, (metres * env.stretch) / resolution));
    casing?.setWidth(body.getWidth() + 1.6);
    return drawn;
  };
}

function markerShape(look, env) {
  if (!look.fill) return () => undefined; // a category that only carries words
  const sized = (radius) => [
    new Style({
      image: new Icon({ img: markerCanvas(look, radius, env.ratio), scale: 1 / env.ratio, declutterMode: "obstacle" }),
      zIndex: 2,
    }),
  ];
  const [small, large] = [sized(look.radius * FINE), sized(look.radius)];
  return (_, resolution) => (zoomOf(resolution) >= MARKER_ZOOM ? large : small);
}

/** Return the style function of a layer's words; `env` as for the shapes. */
export function labelStyle({ style: { label }, geometry }, env) {
  const text = new Text({
    font: `${label.weight} ${label.size}px ${FONT}, sans-serif`,
    fill: new Fill({ color: label.colour }),
    stroke: label.halo ? new Stroke({ color: label.halo, width: 3, lineJoin: "round" }) : undefined,
    padding: label.plate ? [-1, 3, -2, 3] : [0, 1, 0, 1],
    backgroundFill: label.plate ? new Fill({ color: label.plate }) : undefined,
    backgroundStroke: label.plate ? new Stroke({ color: label.plate, width: 3, lineJoin: "round" }) : undefined,
    rotateWithView: true,
  });
  const drawn = new Style({ text });
  return (feature, resolution) => {
    const zoom = zoomOf(resolution);
    if (zoom < label.min_zoom || zoom >= label.max_zoom) return null;
    const words = labelWords(label, feature, env.lang);
    const wide = zoom >= label.overflow_zoom;
    if (!words || (!wide && !hasRoom(label, words, feature, resolution / env.stretch))) return null;
    if (label.along_line && !lieAlong(drawn, feature, words.length * label.size * LETTER_WIDTH * resolution)) return null;
    text.setText(words);
    if (label.plate) text.setOffsetY(zoom < LIFT_ZOOM ? 0 : -LIFT);
    text.setOverflow(wide || geometry !== "polygon");
    return drawn;
  };
}

function labelWords(label, feature, lang) {
  const english = lang !== "ar" && label.field_en ? feature.get(label.field_en) : "";
  const words = english || feature.get(label.field);
  if (words === undefined || words === null || words === "") return "";
  return localDigits(words, lang);
}

// Metres per px against the metres that the tile says the feature offers.
function hasRoom(label, words, feature, metresPerPixel) {
  if (!label.room_field) return true;
  return words.length * label.size * LETTER_WIDTH * metresPerPixel <= Number(feature.get(label.room_field));
}

// Text that follows a bend is drawn in pieces, which breaks joined Arabic letters: the whole name is laid on the
// longest straight piece instead, upright, and left out where that is shorter than the name.
function lieAlong(drawn, feature, length) {
  const piece = longestPiece(feature.getFlatCoordinates(), feature.getEnds?.() ?? []);
  if (!piece || piece.length < length) return false;
  const { from, to } = piece;
  const angle = Math.atan((to[1] - from[1]) / (to[0] - from[0]));
  drawn.setGeometry(new Point([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
  drawn.getText().setRotation(-angle);
  return true;
}

/** Return the longest straight piece {from, to, length} of a line's flat coordinates [x, y, x, y, …], or null. */
export function longestPiece(flat, ends) {
  const starts = new Set(ends); // where the next line of several begins: no piece leads there
  let longest = null;
  for (let at = 2; at < flat.length; at += 2) {
    if (starts.has(at)) continue;
    const [from, to] = [flat.slice(at - 2, at), flat.slice(at, at + 2)];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length > (longest?.length ?? 0)) longest = { from, to, length };
  }
  return longest;
}
