// What a tile says of a feature, as a card: there is no server to ask.

import { localDigits } from "../digits.js";
import { h } from "../dom.js";

/**
 * Return a feature's attributes as the markup of a card. `facts`: [{name, title, words, number, code}] in their order;
 * `words` says what a coded value means, `number` that it is a measure, `code` that its digits stay as they are.
 */
export function factsCard(facts, properties, lang) {
  const list = h("dl", { class: "facts" });
  for (const { name, title, words, number, code } of facts) {
    const value = properties[name];
    if (value === undefined || value === null || value === "") continue;
    const told = words[value] ?? (code ? String(value) : localDigits(number ? rounded(value) : value, lang));
    list.append(h("dt", {}, title), h("dd", {}, h("bdi", {}, told)));
  }
  return h("article", {}, list).outerHTML;
}

// Two decimals are what areas and widths can mean.
function rounded(value) {
  return Number(Number(value).toFixed(2));
}
