// How the block looks on the map. Every difference of colour is also one of line, sign or number.

import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { FONT } from "../style.js";

const INK = { ink: "#20262b", palm: "#17654f", brick: "#9c3226", focus: "#0b57d0", ochre: "#8a5208", paper: "#fffffff2" };

function area(colour, width, fill, lineDash) {
  return new Style({ stroke: new Stroke({ color: colour, width, lineDash }), fill: new Fill({ color: fill }) });
}

const SURFACES = { plain: area("#545d63", 1.2, "#ffffffcc"), landlocked: area(INK.ochre, 1.6, "#fbeed2e6", [3, 4]) };

/** Return the style of a parcel's ground. */
export function surfaceLook(feature) {
  return feature.get("landlocked") ? SURFACES.landlocked : SURFACES.plain;
}

const RING = new Style({ stroke: new Stroke({ color: "#8a520899", width: 2, lineDash: [1, 5], lineCap: "round" }) });

/** The ring that is walked around the block. */
export function ringLook() {
  return RING;
}

const SKETCH = [new Style({ stroke: new Stroke({ color: INK.paper, width: 7 }) }), new Style({ stroke: new Stroke({ color: INK.focus, width: 4, lineCap: "round" }) })];

/** The line that is being drawn. */
export function sketchLook() {
  return SKETCH;
}

/** How a chosen parcel and the active one are marked. */
export const CHOSEN = { chosen: { colour: INK.focus, width: 3, fill: "#0b57d022" }, active: { colour: INK.focus, width: 4.5, fill: "#0b57d038" } };

/** How a link is drawn, by its kind; `edge` is the colour that parts it from the ground. */
const LINKS = {
  touch: { colour: INK.palm, width: 2.5, dash: [], edge: INK.paper }, not_adjacent: { colour: INK.brick, width: 3, dash: [4, 4], edge: INK.paper },
  jump: { colour: INK.brick, width: 4.5, dash: [14, 5], edge: INK.paper },
};
// From afar a light edge would hide more than it parts.
const FAR = {
  touch: { colour: INK.palm, width: 1.5, dash: [] }, not_adjacent: { colour: INK.brick, width: 2.5, dash: [3, 3] },
  jump: { colour: INK.brick, width: 3.5, dash: [10, 4] },
};
const FAR_FROM = 0.4; // EPSG:3857 metres a pixel

/** Return how links are drawn at a resolution, by kind. */
export function linkLooks(resolution) {
  return resolution > FAR_FROM ? FAR : LINKS;
}

/** How numbers are drawn: the first and the active one filled, a locked one framed. */
export const PLATES = {
  plain: { words: INK.ink, ground: "#ffffffcc" }, first: { words: "#ffffff", ground: INK.palm }, locked: { words: INK.ink, ground: "#ffffff", frame: INK.ink },
  active: { words: "#ffffff", ground: INK.focus },
};
export const PLATE = { font: `700 13px ${FONT}, sans-serif`, height: 18, padding: 3, frame: 2 };
