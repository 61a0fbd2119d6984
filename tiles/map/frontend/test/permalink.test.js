import assert from "node:assert/strict";
import test from "node:test";
import { formatHash, parseLink } from "../src/permalink.js";

const VIEW = { zoom: 17.25, lat: 26.55012, lon: 50.00123 };

test("a link comes back as what was written", () => {
  const state = { view: VIEW, selection: { layer: "permits", key: "1447/12 أ&ب+ج" }, on: ["zoning"], off: ["masks", "buildings"] };
  assert.deepEqual(parseLink(formatHash(state)), { ...state, day: "", background: "", query: "" });
});

test("a link that another page wrote by hand is understood", () => {
  const link = parseLink("#sel=parcels/0010200050012000");
  assert.deepEqual(link.selection, { layer: "parcels", key: "0010200050012000" });
  assert.equal(link.view, null);
});

test("the query is understood too, and the hash wins", () => {
  const link = parseLink("#map=18/26.5/50", "?map=10/20/40&q=%D9%A1%D9%A2&lang=en");
  assert.equal(link.view.zoom, 18);
  assert.equal(link.query, "١٢");
});

test("a view that is no place on the map is left out", () => {
  for (const bad of ["#map=", "#map=17", "#map=a/b/c", "#map=99/26/50", "#map=17/89/50", "#map=17/26/200", "#map=//"]) {
    assert.equal(parseLink(bad).view, null, bad);
  }
});

test("the day and the background come back; a Hijri day is kept as the same Gregorian one", () => {
  const link = parseLink("#as_of=1440-01-01&bg=5f2c-9");
  assert.deepEqual([link.day, link.background], ["2018-09-11", "5f2c-9"]);
  assert.equal(formatHash({ view: null, selection: null, day: link.day, background: link.background }), "#as_of=2018-09-11&bg=5f2c-9");
  for (const bad of ["#as_of=yesterday", "#as_of=2018-02-30", "#bg=<b>"]) assert.equal(parseLink(bad).day + parseLink(bad).background, "", bad);
});

test("a selection needs a layer and a key", () => {
  for (const bad of ["#sel=", "#sel=parcels", "#sel=/12", "#sel=parcels/"]) assert.equal(parseLink(bad).selection, null, bad);
});

test("a cut-off link loses only its broken part", () => {
  const link = parseLink("#map=17/26.5/50&sel=parcels/%D9%");
  assert.equal(link.view.lat, 26.5);
  assert.equal(link.selection, null);
});

test("names that are no layer's name are left out", () => {
  assert.deepEqual(parseLink("#off=masks,<b>,,streets").off, ["masks", "streets"]);
});

test("an empty state is an empty hash", () => {
  assert.equal(formatHash({ view: null, selection: null }), "");
});
