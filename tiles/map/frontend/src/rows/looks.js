// How rows look by how they stand: colour and pattern, so that neither is needed alone. The legend of the page has the same.

import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import CircleStyle from "ol/style/Circle.js";
import { patternCell } from "../patterns.js";

/** Ink and pattern by look; what has the higher turn is drawn above and told first. */
export const LOOKS = {
  left_out: { ink: "#545d63", dash: [2, 4], turn: 0 },
  sound: { ink: "#17654f", turn: 1 },
  warned: { ink: "#b7791f", pattern: "hatch", turn: 2 },
  blocked: { ink: "#9c3226", pattern: "cross", turn: 3 },
  faulty: { ink: "#5c4277", pattern: "dots", dash: [7, 4], turn: 4 },
};
const MARK = "#0b57d0";
const known = new Map();

/** Return the style of a look, marked or not; `ratio` is device pixels per CSS pixel. */
export function styleOf(look, marked, ratio) {
  const key = `${look} ${marked}`;
  if (!known.has(key)) known.set(key, made(LOOKS[look] ?? LOOKS.sound, marked, ratio));
  return known.get(key);
}

function made({ ink, pattern, dash, turn }, marked, ratio) {
  const ground = `${ink}33`;
  const fill = new Fill({ color: pattern ? repeated({ pattern, ink, ground }, ratio) : ground });
  const stroke = new Stroke({ color: ink, width: 2, lineDash: dash });
  const drawn = [new Style({ fill, stroke, zIndex: turn, image: new CircleStyle({ radius: 6, fill: new Fill({ color: ink }), stroke: new Stroke({ color: "#fff", width: 2 }) }) })];
  if (marked) drawn.push(new Style({ stroke: new Stroke({ color: MARK, width: 4 }), zIndex: 9 }));
  return drawn;
}

function repeated(look, ratio) {
  const cell = patternCell(look, ratio);
  return cell.getContext("2d").createPattern(cell, "repeat");
}
