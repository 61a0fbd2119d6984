import assert from "node:assert/strict";
import test from "node:test";
import { translator } from "../src/i18n.js";

test("names in a sentence are filled, numbers in the language's digits", () => {
  const strings = { count: "عدد النتائج: {count}", none: "لا نتائج لعبارة «{words}»" };
  assert.equal(translator(strings, "ar")("count", { count: 12 }), "عدد النتائج: ١٢");
  assert.equal(translator(strings, "ar")("none", { words: "12 {count}" }), "لا نتائج لعبارة «12 {count}»");
});

test("a sentence that the page did not give shows its key", () => {
  assert.equal(translator({}, "en")("search.none"), "search.none");
});

test("a name that is not given stays to be seen", () => {
  assert.equal(translator({ scale: "{n} m" }, "en")("scale"), "{n} m");
});
