import assert from "node:assert/strict";
import { test } from "node:test";
import { Lately, tileReach, touch } from "../src/boxes.js";

test("boxes touch also at an edge and at a corner", () => {
  assert.ok(touch([0, 0, 2, 2], [2, 2, 3, 3]));
  assert.ok(touch([0, 0, 2, 2], [1, -1, 1.5, 5]));
  assert.ok(!touch([0, 0, 2, 2], [2.1, 0, 3, 3]));
  assert.ok(!touch([0, 0, 2, 2], [0, -3, 2, -0.1]));
});

test("a tile reaches past its own square by its buffer", () => {
  const half = Math.PI * 6378137;
  const edge = (2 * half * 64) / 4096;
  assert.deepEqual(tileReach([0, 0, 0]).map(Math.round), [-half - edge, -half - edge, half + edge, half + edge].map(Math.round));
  const [west, south, east, north] = tileReach([1, 1, 0]);
  assert.ok(west < 0 && south < 0 && Math.abs(east - half) < edge && Math.abs(north - half) < edge);
});

test("what changed lately is forgotten after a while", () => {
  let now = 0;
  const lately = new Lately(1000, () => now);
  lately.add([[0, 0, 1, 1]]);
  assert.ok(lately.touches([1, 1, 2, 2]));
  assert.ok(!lately.touches([5, 5, 6, 6]));
  now = 1001;
  assert.ok(!lately.touches([1, 1, 2, 2]));
});
