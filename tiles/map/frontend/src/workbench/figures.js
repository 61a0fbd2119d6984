// Figures as the reader reads them: in his digits, isolated left to right, a word or a sign beside each difference.

import { localDigits } from "../digits.js";

const NOTHING = "—";
const PLACES = { share: 1, ratio: 3, metres: 1 };
const SCALE = { share: 100, ratio: 1, metres: 1 };
const ISOLATE = { open: "\u2066", close: "\u2069" };

function digits(value, places, lang) {
  const text = localDigits(value.toFixed(places), lang);
  return lang === "ar" ? text.replace(".", "٫") : text;
}

/** Return a whole number or one with decimals in the reader's digits. */
export function figure(value, lang, places = 0) {
  return `${ISOLATE.open}${digits(value, places, lang)}${ISOLATE.close}`;
}

/** Return a measure of a kind (share, ratio, metres) in words. */
export function measure(value, kind, lang) {
  if (value === null || value === undefined) return NOTHING;
  const text = digits(value * SCALE[kind], PLACES[kind], lang);
  return `${ISOLATE.open}${kind === "share" ? `${text}${lang === "ar" ? "٪" : "%"}` : text}${ISOLATE.close}`;
}

/** Return a difference of a kind as {text, sense}: sense is 1 for more, -1 for less, 0 for none that is shown. */
export function difference(now, before, kind, lang) {
  if (now === null || before === null) return { text: "", sense: 0 };
  const value = Number(((now - before) * SCALE[kind]).toFixed(PLACES[kind]));
  if (!value) return { text: "", sense: 0 };
  const sign = value > 0 ? "+" : "−";
  return { text: `${ISOLATE.open}${sign}${digits(Math.abs(value), PLACES[kind], lang)}${ISOLATE.close}`, sense: Math.sign(value) };
}
