// How the block looks on the map. Every difference of colour is also one of line, sign or number.

import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import { localDigits } from "../digits.js";
import { FONT } from "../style.js";

const INK = { ink: "#20262b", palm: "#17654f", brick: "#9c3226", focus: "#0b57d0", ochre: "#8a5208", paper: "#fffffff2" };

function area(colour, width, fill, lineDash) {
  return new Style({ stroke: new Stroke({ color: colour, width, lineDash }), fill: new Fill({ color: fill }) });
}

const SURFACES = {
  plain: area("#545d63", 1.2, "#ffffffcc"),
  landlocked: area(INK.ochre, 1.6, "#fbeed2e6", [3, 4]),
  chosen: area(INK.focus, 3, "#0b57d022"),
  active: area(INK.focus, 4.5, "#0b57d038"),
};

/** Return the style of a parcel's ground. */
export function surfaceLook(feature) {
  return feature.get("landlocked") ? SURFACES.landlocked : SURFACES.plain;
}

/** Return the style that marks a parcel as chosen; the active one lies above the others. */
export function chosenLook({ active }) {
  return active ? SURFACES.active : SURFACES.chosen;
}

SURFACES.active.setZIndex(1);

function line(colour, width, lineDash) {
  return [
    new Style({ stroke: new Stroke({ color: INK.paper, width: width + 3 }), zIndex: 0 }),
    new Style({ stroke: new Stroke({ color: colour, width, lineDash, lineCap: lineDash ? "butt" : "round" }), zIndex: 1 }),
  ];
}

const LINKS = { touch: line(INK.palm, 2.5), not_adjacent: line(INK.brick, 3, [4, 4]), jump: line(INK.brick, 4.5, [14, 5]) };
// From afar a light edge would hide more than it parts.
const FAR = { touch: line(INK.palm, 1.5).slice(1), not_adjacent: line(INK.brick, 2.5, [3, 3]).slice(1), jump: line(INK.brick, 3.5, [10, 4]).slice(1) };
const FAR_FROM = 0.4; // EPSG:3857 metres a pixel

/** Return the style of the links of a kind. */
export function walkLook(feature, resolution) {
  return (resolution > FAR_FROM ? FAR : LINKS)[feature.get("kind")];
}

const RING = new Style({ stroke: new Stroke({ color: "#8a520899", width: 2, lineDash: [1, 5], lineCap: "round" }) });

/** The ring that is walked around the block. */
export function ringLook() {
  return RING;
}

const SKETCH = line(INK.focus, 4);

/** The line that is being drawn. */
export function sketchLook() {
  return SKETCH;
}

function plate(words, ground, frame) {
  const text = new Text({
    font: `700 13px ${FONT}, sans-serif`, fill: new Fill({ color: words }), padding: [0, 3, -1, 3],
    backgroundFill: new Fill({ color: ground }), backgroundStroke: frame ? new Stroke({ color: frame, width: 2 }) : undefined,
  });
  return new Style({ text });
}

const PLATES = { plain: plate(INK.ink, "#ffffffcc"), first: plate("#ffffff", INK.palm), locked: plate(INK.ink, "#ffffff", INK.ink), active: plate("#ffffff", INK.focus) };
const WEIGHT = { active: -3, first: -2, locked: -1, plain: 0 }; // which numbers stay where there is no room for all

/** Return the number of a parcel: the first and the active one filled, a locked one framed. */
export function numberLook({ place, locked, active }, lang) {
  const kind = active ? "active" : place === 0 ? "first" : locked ? "locked" : "plain";
  const style = PLATES[kind];
  style.getText().setText(localDigits(place + 1, lang));
  style.setZIndex(WEIGHT[kind]);
  return style;
}
