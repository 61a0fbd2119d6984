import assert from "node:assert/strict";
import { test } from "node:test";
import { before, fromCalendar, fromHijri, inWords, monthLength, monthNames, readDay, todayIn, toHijri, written } from "../src/days.js";

// Umm al-Qura, by the tables of the King Abdulaziz City for Science and Technology.
const KNOWN = [
  ["1445-09-01", "2024-03-11"],
  ["1447-01-01", "2025-06-26"],
  ["1440-01-01", "2018-09-11"],
  ["1356-01-01", "1937-03-14"],
];

test("known days are the same in both calendars", () => {
  for (const [hijri, gregorian] of KNOWN) {
    assert.equal(written(readDay(hijri)), gregorian);
    assert.equal(written(toHijri(readDay(gregorian))), hijri);
  }
});

test("every day of fifty years goes there and back", () => {
  for (let at = Date.UTC(1980, 0, 1); at < Date.UTC(2030, 0, 1); at += 86_400_000) {
    const date = new Date(at);
    const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    assert.deepEqual(fromHijri(toHijri(day)), day);
  }
});

test("what is no day is none", () => {
  for (const text of ["", "today", "2015-2-1", "2015-02-30", "1600-01-01", "1440-13-01", "1440-02-31", "2015-03-01T00:00", undefined]) {
    assert.equal(readDay(text), null, text);
  }
});

test("a month keeps its length, and a day past its end is its last", () => {
  for (let month = 1; month <= 12; month++) assert.ok([29, 30].includes(monthLength(1446, month, "hijri")));
  assert.equal(monthLength(2024, 2, "gregorian"), 29);
  assert.equal(written(fromCalendar({ year: 2023, month: 2, day: 31 }, "gregorian")), "2023-02-28");
  const month = [...Array(12).keys()].map((at) => at + 1).find((at) => monthLength(1446, at, "hijri") === 29);
  assert.equal(toHijri(fromCalendar({ year: 1446, month, day: 30 }, "hijri")).day, 29);
});

test("today is the country's day, not the browser's", () => {
  const late = new Date("2025-06-25T22:00:00Z");
  assert.equal(written(todayIn("Asia/Riyadh", late)), "2025-06-26");
  assert.equal(written(todayIn("UTC", late)), "2025-06-25");
});

test("days are told in the reader's words and digits", () => {
  const day = readDay("2025-06-26");
  assert.match(inWords(day, "gregorian", "en"), /26 June 2025/);
  assert.match(inWords(day, "hijri", "en"), /1 Muharram 1447/);
  assert.match(inWords(day, "hijri", "ar"), /محرم.*١٤٤٧/);
  assert.match(inWords(day, "gregorian", "ar"), /٢٦ يونيو ٢٠٢٥/);
  assert.equal(new Set(monthNames("hijri", "ar")).size, 12);
  assert.ok(before(readDay("1447-01-01"), readDay("2025-06-27")));
});
