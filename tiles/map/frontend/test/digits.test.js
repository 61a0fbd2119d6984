import assert from "node:assert/strict";
import test from "node:test";
import { foldDigits, groupedMetres, localDigits } from "../src/digits.js";

test("digits of the three keyboards fold to 0-9, everything else stays", () => {
  assert.equal(foldDigits("قطعة ١٢۳4/٠۰"), "قطعة 1234/00");
});

test("a number is shown in the reader's digits, whatever digits it came in", () => {
  assert.equal(localDigits("713/٣", "ar"), "٧١٣/٣");
  assert.equal(localDigits("٧١٣/3", "en"), "713/3");
  assert.equal(localDigits(12, "ar"), "١٢");
});

test("metres are rounded and grouped by three", () => {
  assert.equal(groupedMetres(2936701.6, "en"), "2\u202f936\u202f702");
  assert.equal(groupedMetres(999.4, "ar"), "٩٩٩");
});
