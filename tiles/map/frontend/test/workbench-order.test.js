import assert from "node:assert/strict";
import test from "node:test";
import { changesBetween, dropped, gathered, moved, placedAfter, reversed, same, startedAt, stepped } from "../src/workbench/order.js";

const FREE = new Set();
const ORDER = [0, 1, 2, 3, 4, 5];

test("a parcel comes to the place that is asked for, up or down", () => {
  assert.deepEqual(moved(ORDER, [4], 1, FREE), [0, 4, 1, 2, 3, 5]);
  assert.deepEqual(moved(ORDER, [1], 4, FREE), [0, 2, 3, 4, 1, 5]);
  assert.deepEqual(moved(ORDER, [1, 2], 0, FREE), [1, 2, 0, 3, 4, 5]);
  assert.deepEqual(moved(ORDER, [0], 99, FREE), [1, 2, 3, 4, 5, 0]);
});

test("a row that is let go lands in the gap between two rows", () => {
  assert.deepEqual(dropped(ORDER, [1], 4, FREE), [0, 2, 3, 1, 4, 5]);
  assert.deepEqual(dropped(ORDER, [4], 1, FREE), [0, 4, 1, 2, 3, 5]);
  assert.deepEqual(dropped(ORDER, [2], 2, FREE), ORDER);
  assert.deepEqual(dropped(ORDER, [0], 6, FREE), [1, 2, 3, 4, 5, 0]);
});

test("a step goes one place, and past what is locked", () => {
  assert.deepEqual(stepped(ORDER, [2], -1, FREE), [0, 2, 1, 3, 4, 5]);
  assert.deepEqual(stepped(ORDER, [2, 3], 1, FREE), [0, 1, 4, 2, 3, 5]);
  assert.deepEqual(stepped(ORDER, [2], 1, new Set([3])), [0, 1, 4, 3, 2, 5]);
  assert.deepEqual(stepped(ORDER, [0], -1, FREE), ORDER);
  assert.deepEqual(stepped(ORDER, [5], 1, FREE), ORDER);
});

test("a line numbers what it crosses in its order, from the lowest of their numbers", () => {
  assert.deepEqual(gathered(ORDER, [5, 3, 1], FREE), [0, 5, 3, 1, 2, 4]);
  assert.deepEqual(gathered(ORDER, [5, 3, 1], new Set([3])), [0, 5, 1, 3, 2, 4]);
});

test("what is tapped in turn comes next after the one before, which keeps its neighbours", () => {
  assert.deepEqual(placedAfter(ORDER, 4, 0, FREE), [0, 4, 1, 2, 3, 5]);
  assert.deepEqual(placedAfter(ORDER, 0, 4, FREE), [1, 2, 3, 4, 0, 5]);
  assert.deepEqual(placedAfter(ORDER, 4, 4, FREE), ORDER);
});

test("the block and a part of it turn round; the start moves along the round", () => {
  assert.deepEqual(reversed(ORDER, FREE), [5, 4, 3, 2, 1, 0]);
  assert.deepEqual(reversed(ORDER, new Set([0])), [0, 5, 4, 3, 2, 1]);
  assert.deepEqual(reversed(ORDER, FREE, [1, 2, 3]), [0, 3, 2, 1, 4, 5]);
  assert.deepEqual(startedAt(ORDER, 4, FREE), [4, 5, 0, 1, 2, 3]);
  assert.deepEqual(startedAt(ORDER, 4, new Set([1])), [4, 1, 5, 0, 2, 3]);
});

test("whatever is done, a locked parcel keeps its place and nobody is lost", () => {
  let dice = 1;
  const roll = (most) => (dice = (dice * 48271) % 2147483647) % most;
  for (let round = 0; round < 500; round += 1) {
    const order = [...ORDER].sort(() => roll(3) - 1);
    const locked = new Set([roll(6), roll(6)]);
    const [a, b, place] = [roll(6), roll(6), roll(7)];
    const results = [
      moved(order, [a, b], place, locked), dropped(order, [a], place, locked), stepped(order, [a], roll(2) ? 1 : -1, locked),
      gathered(order, [a, b].filter((x, at, all) => all.indexOf(x) === at), locked), placedAfter(order, a, b, locked), reversed(order, locked), startedAt(order, a, locked),
    ];
    for (const result of results) {
      assert.deepEqual([...result].sort(), ORDER);
      for (const parcel of locked) assert.equal(result.indexOf(parcel), order.indexOf(parcel));
    }
  }
});

test("the difference names whose number changes, by the new number", () => {
  assert.deepEqual(changesBetween([7, 8, 9], [9, 8, 7]), [{ parcel: 9, from: 3, to: 1 }, { parcel: 7, from: 1, to: 3 }]);
  assert.equal(same([1, 2], [1, 2]) && !same([1, 2], [2, 1]), true);
});
