import assert from "node:assert/strict";
import test from "node:test";
import { areaOf, lengthOf } from "../src/draw/measure.js";
import { keysIn, pointsText, toggled } from "../src/draw/text.js";

const ONE = { key: "501001003001200027", shown: "501/001/003/0012/000/27" };
const TWO = { key: "501001003001300024", shown: "501/001/003/0013/000/24" };
const THREE = { key: "501001003001400021", shown: "501/001/003/0014/000/21" };

test("points are written one a line under the name of their coordinates, to a tenth of a millimetre", () => {
  assert.equal(pointsText([[5567123.12345678, 3061234.5]]), "EPSG:3857\n5567123.1235 3061234.5000");
  assert.equal(pointsText([]), "");
});

test("codes are known in any grouping and in either digits", () => {
  assert.deepEqual(keysIn("٥٠١/٠٠١/٠٠٣/٠٠١٢/٠٠٠/٢٧،\n 501 001 003 0013 000 24 \n\n"), [ONE.key, TWO.key]);
});

test("what is tapped is added, what is tapped again is taken out", () => {
  const both = toggled(toggled("", ONE, 40), TWO, 40);
  assert.equal(both, `${ONE.shown}\n${TWO.shown}`);
  assert.equal(toggled(both, ONE, 40), TWO.shown);
  assert.equal(toggled("٥٠١ ٠٠١ ٠٠٣ ٠٠١٢ ٠٠٠ ٢٧", ONE, 40), "");
});

test("of one the new takes the place, of several it takes the place of the last", () => {
  assert.equal(toggled(ONE.shown, TWO, 1), TWO.shown);
  assert.equal(toggled(`${ONE.shown}\n${TWO.shown}`, THREE, 2), `${ONE.shown}\n${THREE.shown}`);
});

test("lengths and areas are those of the grid", () => {
  assert.equal(lengthOf([[0, 0], [3, 4], [3, 10]]), 11);
  assert.equal(areaOf([[400000, 2937000], [400020, 2937000], [400020, 2937030], [400000, 2937030]]), 600);
  assert.equal(lengthOf([]), 0);
});
