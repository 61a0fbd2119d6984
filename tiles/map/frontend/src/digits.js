// Digits: what is typed is folded to 0-9, what is shown follows the reader's language.

const ARABIC_ZERO = 0x0660;
const PERSIAN_ZERO = 0x06f0;

/** Return the text with Arabic-Indic (٠-٩) and Persian (۰-۹) digits as 0-9. Keyboards and old records mix all three. */
export function foldDigits(text) {
  return String(text).replace(/[٠-٩۰-۹]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (code >= PERSIAN_ZERO ? PERSIAN_ZERO : ARABIC_ZERO));
  });
}

/** Return the text with its digits as the language writes them: ٠-٩ in Arabic, 0-9 elsewhere. */
export function localDigits(text, lang) {
  const folded = foldDigits(text);
  if (lang !== "ar") return folded;
  return folded.replace(/[0-9]/g, (digit) => String.fromCharCode(ARABIC_ZERO + Number(digit)));
}

/** Return a whole number of metres with its digits in groups of three: 2 936 701. */
export function groupedMetres(value, lang) {
  const grouped = Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  return localDigits(grouped, lang);
}
