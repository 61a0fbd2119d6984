// The search spelling of Arabic words, the same as the database's arabic_fold and the server's fold().

import { foldDigits } from "./digits.js";

const MARKS = /[\u064b-\u0652\u0670\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LETTERS = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ة: "ه", ؤ: "و", ئ: "ي", ک: "ك", ی: "ي" };

/** Return words as they are compared: no vowel marks, one shape of each letter, 0-9, without «حي» and «ال». */
export function fold(words) {
  return foldDigits(words.replace(MARKS, "").toLowerCase())
    .replace(/[أإآٱىةؤئکی]/g, (letter) => LETTERS[letter])
    .replace(/(^|\s)حي(?=\s|$)/g, "$1")
    .replace(/(^|\s)ال(?=\S\S)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
