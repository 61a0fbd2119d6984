import assert from "node:assert/strict";
import test from "node:test";
import { completeConfig } from "../src/config.js";
import { longestPiece, lookFor, zoomOf } from "../src/style.js";
import { scaleBar } from "../src/scalebar.js";

test("zoom is counted as OpenStreetMap does: one tile of 256 px is the world at zoom 0", () => {
  assert.ok(Math.abs(zoomOf(156543.03392804097) - 0) < 1e-9);
  assert.ok(Math.abs(zoomOf(156543.03392804097 / 2 ** 17.5) - 17.5) < 1e-9);
});

test("a category overrides what it says and inherits the rest", () => {
  const raw = {
    name: "x", geometry: "polygon", url: "/{z}/{x}/{y}",
    style: {
      fill: "#ffffff", stroke: "#111111", width: 2, category_field: "state",
      categories: [{ value: "frozen", label: "Frozen", stroke: "#222222", pattern: "cross" }],
    },
  };
  const { style } = completeConfig({ layers: [raw], extent: [0, 0, 1, 1] }).layers[0];
  const frozen = lookFor(style, "frozen");
  assert.deepEqual([frozen.fill, frozen.stroke, frozen.width, frozen.pattern], ["#ffffff", "#222222", 2, "cross"]);
  assert.equal(lookFor(style, "unheard of").stroke, "#111111");
});

test("a street's name lies on its longest straight piece, never across the gap between two lines", () => {
  const flat = [0, 0, 3, 4, 3, 14, 100, 100, 101, 100];
  const piece = longestPiece(flat, [6, 10]);
  assert.deepEqual([piece.from, piece.to, piece.length], [[3, 4], [3, 14], 10]);
});

test("a line without length has no straight piece", () => {
  assert.equal(longestPiece([5, 5, 5, 5], [4]), null);
  assert.equal(longestPiece([], []), null);
});

test("the scale bar shows a round length that fits", () => {
  assert.deepEqual(scaleBar(1), { metres: 50, width: 50 });
  assert.equal(scaleBar(0.9).metres, 50);
  assert.equal(scaleBar(0.5).metres, 20);
  assert.equal(scaleBar(0.2).metres, 10);
  assert.equal(scaleBar(1000).metres, 50000);
  for (let zoom = 8; zoom <= 21; zoom += 0.25) {
    const { width } = scaleBar((156543.034 / 2 ** zoom) * Math.cos((26.55 * Math.PI) / 180));
    assert.ok(width > 35 && width <= 96, `${width} px at zoom ${zoom}`);
  }
});
