import assert from "node:assert/strict";
import test from "node:test";
import { fold } from "../src/normalise.js";

test("spellings of one name meet", () => {
  for (const spelling of ["حي القَلعة", "القلعه", "قلعة", "حيّ القلعـــة", " القلعة "]) assert.equal(fold(spelling), "قلعه");
});

test("hamza, alif and yeh take one shape", () => {
  assert.equal(fold("أحمد إبراهيم آل مؤمن مصطفى شاطئ"), "احمد ابراهيم ال مومن مصطفي شاطي");
});

test("Persian letters and digits are read as Arabic ones", () => {
  assert.equal(fold("بلک ۵"), "بلك 5");
});

test("a word that only begins like the article or the district keeps itself", () => {
  assert.equal(fold("حياة"), "حياه");
  assert.equal(fold("ال"), "ال");
});

test("marks of direction are not part of a word", () => {
  assert.equal(fold("\u2066713/3\u2069"), "713/3");
});

test("Latin words compare without case", () => {
  assert.equal(fold("Al-Qalaa"), "al-qalaa");
});
