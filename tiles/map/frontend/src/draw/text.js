// What was drawn and chosen, as the lines of text that a form sends.

import { foldDigits } from "../digits.js";

/** The first line of drawn points: in which coordinates they are. */
export const FRAME = "EPSG:3857";
const PLACES = 4; // a tenth of a millimetre, so that what snapped returns to the millimetre

/** Return the text of points [[x, y], …] of the map, one a line; nothing for none. */
export function pointsText(points) {
  if (!points.length) return "";
  return [FRAME, ...points.map(([x, y]) => `${x.toFixed(PLACES)} ${y.toFixed(PLACES)}`)].join("\n");
}

// A key without its separators, in 0-9: people write it in groups, in either digits.
function bare(words) {
  return foldDigits(words).replace(/[^0-9A-Za-z]/g, "");
}

function entries(text) {
  return text
    .split(/[\n,،;؛]+/)
    .map((words) => words.trim())
    .filter(Boolean);
}

/** Return the keys that a text names, one a line, without separators. */
export function keysIn(text) {
  return entries(text).map(bare);
}

/**
 * Return the text with a key added as `shown`, or taken out when it was there. `most` are allowed: of one the new takes its
 * place, of several it takes the place of the last.
 */
export function toggled(text, { key, shown }, most) {
  const lines = entries(text);
  const others = lines.filter((line) => bare(line) !== bare(key));
  if (others.length === lines.length) others.splice(most - 1, others.length, shown);
  return others.join("\n");
}
