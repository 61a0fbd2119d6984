// One `translate`: sentences come from the page, already in its language; code holds only their keys.

import { localDigits } from "./digits.js";

/**
 * Return t(key, values): the page's sentence with its {names} filled in.
 * A key that the page did not give is shown as it is, so that the gap is seen and not hidden.
 */
export function translator(strings, lang) {
  return function t(key, values = {}) {
    const sentence = strings[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) =>
      name in values ? shown(values[name], lang) : whole,
    );
  };
}

function shown(value, lang) {
  return typeof value === "number" ? localDigits(value, lang) : String(value);
}
