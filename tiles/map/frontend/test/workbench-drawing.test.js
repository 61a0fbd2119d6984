import assert from "node:assert/strict";
import test from "node:test";
import { boxAround, changedBoxes, meet, merged } from "../src/workbench/dirty.js";
import { groundOf } from "../src/workbench/ground.js";
import { roomBeside, roomFor } from "../src/workbench/labels.js";
import { moved, placesOf } from "../src/workbench/order.js";
import { scoreOf } from "../src/workbench/score.js";
import { held, scrolledTo } from "../src/workbench/sight.js";

function scene(...items) {
  return { items: new Map(items.map(([key, x]) => [key, { box: [x, 0, x + 4, 4] }])) };
}

test("only what differs is drawn again, where it was and where it is", () => {
  const boxes = changedBoxes(scene(["a", 0], ["b", 10]), scene(["a", 0], ["c", 30]));
  assert.deepEqual(boxes.sort((one, other) => one[0] - other[0]), [[10, 0, 14, 4], [30, 0, 34, 4]]);
  assert.deepEqual(changedBoxes(scene(["a", 0]), scene(["a", 0])), []);
});

test("where very much differs, everything is drawn", () => {
  const many = scene(...Array.from({ length: 200 }, (_, at) => [`n${at}`, 10 * at]));
  assert.equal(changedBoxes(scene(), many), null);
});

test("boxes that meet become one, so that nothing is drawn twice", () => {
  const apart = merged([[0, 0, 4, 4], [20, 0, 24, 4], [10, 0, 14, 4], [3, 0, 21, 4]]);
  assert.deepEqual(apart, [[0, 0, 24, 4]]);
  assert.equal(merged([[0, 0, 4, 4], [5, 0, 9, 4]]).length, 2);
  assert.deepEqual([meet([0, 0, 4, 4], [4, 4, 8, 8]), meet([0, 0, 4, 4], [5, 5, 8, 8])], [true, false]);
  assert.deepEqual(boxAround([[3, 9], [1, 2]], 1), [0, 1, 4, 10]);
});

test("numbers never lie on one another, and who comes first in turn has the room", () => {
  let dice = 7;
  const roll = () => (dice = (dice * 48271) % 2147483647) % 400;
  const points = Array.from({ length: 300 }, () => [roll() - 50, roll() - 50]);
  const turn = [...points.keys()].reverse();
  const kept = [...roomFor(points, turn, [30, 18])];
  assert.equal(kept[0], 299);
  const overlap = (a, b) => Math.abs(points[a][0] - points[b][0]) < 30 && Math.abs(points[a][1] - points[b][1]) < 18;
  for (const [at, one] of kept.entries()) for (const other of kept.slice(at + 1)) assert.equal(overlap(one, other), false);
  const left = turn.filter((label) => !kept.includes(label));
  for (const label of left) assert.ok(kept.some((other) => overlap(label, other)), "there was room");
});

test("whoever comes first moves only the numbers that he covers", () => {
  const points = Array.from({ length: 40 }, (_, at) => [12 * at, 0]);
  const base = roomFor(points, points.keys(), [30, 18]);
  const before = new Set(roomBeside(points, new Set([6]), base, [30, 18]));
  const after = new Set(roomBeside(points, new Set([7]), base, [30, 18]));
  assert.ok(before.has(6) && after.has(7) && !after.has(6));
  const differ = [...points.keys()].filter((label) => before.has(label) !== after.has(label));
  assert.ok(differ.every((label) => Math.abs(label - 6) <= 4), String(differ));
  assert.deepEqual([...roomBeside(points, new Set(), base, [30, 18])].sort(), [...base].sort());
});

test("the rows near what is in sight are held, whatever the length of the list", () => {
  const row = 50;
  assert.deepEqual(held({ top: 0, height: 200, row, count: 500 }), [0, 10]);
  assert.deepEqual(held({ top: 5000, height: 200, row, count: 500 }), [94, 110]);
  assert.deepEqual(held({ top: 24800, height: 200, row, count: 500 }), [490, 499]);
  assert.deepEqual(held({ top: 0, height: 0, row, count: 3 }), [0, 2]);
});

test("the list scrolls no further than it must", () => {
  const frame = { top: 100, height: 200, row: 50 };
  assert.deepEqual([0, 2, 3, 5, 6].map((place) => scrolledTo(place, frame)), [0, 100, 100, 100, 150]);
});

test("a step looks only at the pairs that it makes, and its score is that of the whole", () => {
  const size = 60;
  const square = (x) => [[[[x, 0], [x + 9, 0], [x + 9, 9], [x, 9], [x, 0]]]];
  const parcels = Array.from({ length: size }, (_, at) => ({ metres: square(10 * at), access_m: (37.1 * at) % 600, fronting: at % 3 > 0 }));
  const raw = { parcels, adjacent: [[0, 1, 9], [1, 2, 9]], near: [], ring: { length_m: 600 }, near_m: 12, least_bound_m: 1 };
  const ground = groundOf(raw);
  const order = [...parcels.keys()];
  scoreOf(order, ground);
  const asked = new Set();
  const watched = { ...ground, link: (a, b) => (asked.add(ground.link(a, b)), ground.link(a, b)) };
  const known = new Set(scoreOf(order, watched).links);
  asked.clear();
  const next = moved(order, [20], 40, new Set());
  const score = scoreOf(next, watched);
  assert.equal([...asked].filter((link) => !known.has(link)).length, 3);
  const { links, ...figures } = scoreOf(next, groundOf(raw));
  assert.deepEqual({ ...score, links: undefined }, { ...figures, links: undefined });
  assert.deepEqual(links, score.links);
});

test("places are those of the order", () => {
  const order = [3, 1, 0, 2];
  assert.deepEqual([...placesOf(order)], [2, 1, 3, 0]);
  assert.equal(placesOf(order), placesOf(order));
});
