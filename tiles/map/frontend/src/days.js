// Days of two calendars. A day is {year, month, day} of the Gregorian calendar; written, "2015-03-01". Hijri days are those of Umm al-Qura.

const DAY_MS = 86_400_000;
const FIRST_GREGORIAN_YEAR = 1801; // written years up to 1500 are Hijri, those between are neither: as the server reads them
const LAST_HIJRI_YEAR = 1500;
const HIJRI_EPOCH = Date.UTC(622, 6, 19);
const HIJRI_YEAR_DAYS = 354.36708;
const HIJRI_MONTH_DAYS = 29.530589;
const UMM_AL_QURA = new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", { timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric" });

export const CALENDARS = ["hijri", "gregorian"];

/** Return the day on the calendar of a place now; `zone` as in "Asia/Riyadh". */
export function todayIn(zone, now = new Date()) {
  return partsOf(new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" }), now);
}

/** Write a day: "2015-03-01". */
export function written({ year, month, day }) {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** Read a day as people write it in a link, in either calendar: "2015-03-01", "1436-05-10"; null for anything else. */
export function readDay(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  if (year <= LAST_HIJRI_YEAR) return fromHijri({ year, month, day });
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= FIRST_GREGORIAN_YEAR && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : null;
}

/** Return the Hijri {year, month, day} of a day. */
export function toHijri(day) {
  return partsOf(UMM_AL_QURA, new Date(utc(day)));
}

/** Return the day of a Hijri {year, month, day}, or null when that month has no such day. */
export function fromHijri({ year, month, day }) {
  if (month < 1 || month > 12 || day < 1 || day > 30) return null;
  const guess = HIJRI_EPOCH + Math.round((year - 1) * HIJRI_YEAR_DAYS + (month - 1) * HIJRI_MONTH_DAYS + day - 1) * DAY_MS;
  for (const shift of [0, 1, -1, 2, -2, 3, -3]) {
    const at = new Date(guess + shift * DAY_MS);
    const found = partsOf(UMM_AL_QURA, at);
    if (found.year === year && found.month === month && found.day === day) return fromUtc(at);
  }
  return null;
}

/** Return a day as {year, month, day} of a calendar, "hijri" or "gregorian". */
export function inCalendar(day, calendar) {
  return calendar === "hijri" ? toHijri(day) : day;
}

/** Return the day of {year, month, day} in a calendar; a day past the end of its month is that month's last. */
export function fromCalendar({ year, month, day }, calendar) {
  return dayOf({ year, month, day: Math.min(day, monthLength(year, month, calendar)) }, calendar);
}

/** Return how many days a month has. */
export function monthLength(year, month, calendar) {
  if (calendar === "hijri") return fromHijri({ year, month, day: 30 }) ? 30 : 29;
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Is the first day before the second? */
export function before(first, second) {
  return utc(first) < utc(second);
}

/** Return a day in words, in the language and digits of the reader: "1 March 2015", "١٠ جمادى الأولى ١٤٣٦ هـ". */
export function inWords(day, calendar, lang) {
  return new Intl.DateTimeFormat(locale(calendar, lang), { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" }).format(new Date(utc(day)));
}

/** Return the names of the twelve months of a calendar. */
export function monthNames(calendar, lang) {
  const name = new Intl.DateTimeFormat(locale(calendar, lang), { timeZone: "UTC", month: "long" });
  const year = calendar === "hijri" ? 1440 : 2015;
  return Array.from({ length: 12 }, (_, at) => name.format(new Date(utc(dayOf({ year, month: at + 1, day: 15 }, calendar)))));
}

function locale(calendar, lang) {
  return `${lang === "ar" ? "ar-SA" : "en-GB"}-u-ca-${calendar === "hijri" ? "islamic-umalqura" : "gregory"}-nu-${lang === "ar" ? "arab" : "latn"}`;
}

function dayOf(parts, calendar) {
  return calendar === "hijri" ? fromHijri(parts) : { ...parts };
}

function utc({ year, month, day }) {
  return Date.UTC(year, month - 1, day);
}

function fromUtc(date) {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function partsOf(format, date) {
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return { year: Number(parts.year ?? parts.relatedYear), month: Number(parts.month), day: Number(parts.day) };
}
