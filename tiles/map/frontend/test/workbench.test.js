import assert from "node:assert/strict";
import test from "node:test";
import { crossedBy } from "../src/workbench/crossing.js";
import { distanceOf } from "../src/workbench/distance.js";
import { Draft } from "../src/workbench/draft.js";
import { difference, figure, measure } from "../src/workbench/figures.js";
import { groundOf } from "../src/workbench/ground.js";
import { Past } from "../src/workbench/past.js";
import { leastVisit, scoreOf, walkOf } from "../src/workbench/score.js";

function box(x, y, size = 10) {
  return [[[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]];
}

// Four houses in a row of 10 m, then one 15 m further on: its distance is not sent.
const GROUND = groundOf({
  parcels: [0, 10, 20, 30, 55].map((x) => ({ metres: box(x, 0), access_m: x + 5, fronting: x !== 20 })),
  adjacent: [[0, 1, 10], [1, 2, 10], [2, 3, 10]], near: [[0, 1, 0], [1, 2, 0], [2, 3, 0], [0, 2, 10], [1, 3, 10]],
  ring: { length_m: 150 }, near_m: 12, least_bound_m: 1,
});

test("the score counts neighbours, near ones and metres; what is not sent is measured", () => {
  const score = scoreOf([0, 1, 3, 2, 4], GROUND);
  assert.deepEqual([score.pairs, score.A, score.N12, score.jump], [4, 0.5, 0.75, 25]);
  assert.deepEqual(score.exceptions.map(({ code, before, after, metres, place }) => [code, before, after, metres, place]), [["not_adjacent", 1, 3, 10, 2], ["jump", 2, 4, 25, 4]]);
  assert.equal(score.walk, 10 + 20 + 10 + 35);
  assert.equal(score.W, 75 / 55);
  assert.equal(score.W_front, 1);
});

test("one parcel has no pairs and no shares", () => {
  const score = scoreOf([2], GROUND);
  assert.deepEqual([score.A, score.N12, score.W, score.W_front, score.jump, score.exceptions], [null, null, null, null, null, []]);
});

test("the walk goes the shorter way round, the bound leaves out the largest gap", () => {
  assert.equal(walkOf([5, 95, 10], 100), 10 + 15);
  assert.equal(leastVisit([5, 95, 10], 100), 15);
  assert.equal(leastVisit([], 100), 0);
});

test("surfaces that meet, cross or hold each other are at no distance", () => {
  assert.equal(distanceOf(box(0, 0), box(10, 0)), 0);
  assert.equal(distanceOf(box(0, 0), box(2, 2, 2)), 0);
  assert.equal(distanceOf(box(0, 3, 20), box(8, -9, 4)), 8);
  assert.equal(distanceOf([[[[0, 4], [20, 4], [20, 6], [0, 6], [0, 4]]]], [[[[9, 0], [11, 0], [11, 9], [9, 9], [9, 0]]]]), 0);
  assert.equal(distanceOf(box(0, 0), box(13, 14)), 5);
});

test("a line crosses surfaces in the order of entering them; a grazed corner does not count", () => {
  const row = [box(20, 0), box(0, 0), box(10, 0), box(30.001, 10.001)].map((surface) => surface);
  assert.deepEqual(crossedBy([[-5, 5], [30.2, 5], [30.2, 10.1]], row, 0.5), [1, 2, 0]);
  assert.deepEqual(crossedBy([[25, 5], [5, 5]], row, 0.5), [0, 2, 1]);
  assert.deepEqual(crossedBy([[5, 20], [5, 30]], row, 0.5), []);
});

test("a hole is no part of a surface", () => {
  const ring = [[box(0, 0, 30)[0][0], box(10, 10, 10)[0][0]]];
  assert.deepEqual(crossedBy([[11, 15], [19, 15]], [ring], 0.1), []);
  assert.equal(distanceOf(ring, box(13, 13, 4)), 3);
});

test("undoing goes back to the beginning, redoing to the end; a new step forgets what was undone", () => {
  const past = new Past(0);
  for (let state = 1; state <= 1000; state += 1) past.push(state);
  for (let state = 1; state <= 1000; state += 1) past.undo();
  assert.deepEqual([past.now, past.canUndo, past.undo()], [0, false, 0]);
  assert.equal(past.redo(), 1);
  past.push("other");
  assert.deepEqual([past.canRedo, past.now, past.redo()], [false, "other", "other"]);
});

test("somebody else's revision becomes the base and one step back; mine stays", () => {
  const draft = new Draft(GROUND, { revision: 1, order: [0, 1, 2, 3, 4], locked: new Set() }, () => {});
  draft.take([1, 0, 2, 3, 4]);
  draft.rebase({ revision: 2, order: [4, 3, 2, 1, 0], locked: new Set([2]) });
  assert.deepEqual([draft.saved.revision, draft.order, draft.dirty], [2, [1, 0, 2, 3, 4], true]);
  draft.undo();
  assert.deepEqual([draft.order, [...draft.locked], draft.dirty], [[4, 3, 2, 1, 0], [2], false]);
  draft.redo();
  draft.keep(3);
  assert.deepEqual([draft.dirty, draft.changes, draft.savedScore === draft.score], [false, [], true]);
});

test("an order on trial is shown and scored, but is no step until it is accepted", () => {
  const draft = new Draft(GROUND, { revision: 1, order: [0, 1, 2, 3, 4], locked: new Set() }, () => {});
  draft.try([4, 3, 2, 1, 0]);
  assert.deepEqual([draft.trying, draft.order, draft.dirty, draft.canUndo, draft.changes], [true, [4, 3, 2, 1, 0], false, false, []]);
  assert.deepEqual([draft.drop(), draft.drop(), draft.order], [true, false, [0, 1, 2, 3, 4]]);
  draft.try([1, 0, 2, 3, 4]);
  assert.deepEqual([draft.accept(), draft.trying, draft.order, draft.dirty], [true, false, [1, 0, 2, 3, 4], true]);
  draft.undo();
  assert.deepEqual([draft.order, draft.canUndo, draft.accept()], [[0, 1, 2, 3, 4], false, false]);
});

test("a step that changes nothing is none", () => {
  const draft = new Draft(GROUND, { revision: 1, order: [0, 1, 2, 3, 4], locked: new Set() }, () => assert.fail("nothing changed"));
  assert.equal(draft.take([0, 1, 2, 3, 4]), false);
  assert.equal(draft.canUndo || draft.dirty || draft.undo() || draft.redo(), false);
});

test("figures are in the reader's digits, differences carry their sign, and a hair is none", () => {
  const bare = (text) => text.replace(/[\u2066\u2069]/g, "");
  assert.equal(bare(measure(0.9567, "share", "ar")), "٩٥٫٧٪");
  assert.equal(bare(measure(1.2345, "ratio", "en")), "1.234");
  assert.equal(measure(null, "ratio", "en"), "—");
  assert.equal(bare(figure(12, "ar")), "١٢");
  assert.deepEqual(Object.values(difference(0.9, 0.95, "share", "en")).map((part) => bare(String(part))), ["−5.0", "-1"]);
  assert.deepEqual(difference(0.95001, 0.95, "share", "en"), { text: "", sense: 0 });
  assert.deepEqual(difference(null, 0.95, "share", "en"), { text: "", sense: 0 });
});
