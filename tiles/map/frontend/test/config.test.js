import assert from "node:assert/strict";
import test from "node:test";
import { completeConfig, ConfigError, featureName, fillUrl, fromAttributes } from "../src/config.js";

const URL = "/tiles/x/{z}/{x}/{y}.mvt";
const EXTENT = [49.9, 26.5, 50.1, 26.6];
const layer = (more) => ({ name: "x", geometry: "polygon", url: URL, ...more });
const complete = (...layers) => completeConfig({ layers, extent: EXTENT });

test("what is left out takes its default", () => {
  const config = complete(layer({ style: { fill: "#fff", label: { field: "name" }, categories: [{ value: "a", label: "A" }] } }));
  const [only] = config.layers;
  assert.equal(config.lang, "ar");
  assert.equal(only.visible, true);
  assert.equal(only.style.width, 1);
  assert.equal(only.style.label.overflow_zoom, 19);
  assert.deepEqual(only.style.categories[0].dash, []);
});

test("a configuration that cannot be drawn is refused by name", () => {
  const refused = [layer({ name: "a b" }), layer({ geometry: "blob" }), layer({ url: "/tiles/{z}/{x}" }), layer({ card_url: "/{code}/" })];
  for (const wrong of refused) assert.throws(() => complete(wrong), ConfigError, JSON.stringify(wrong));
  assert.throws(() => complete(layer(), layer()), ConfigError);
});

test("an extent is west, south, east, north in degrees", () => {
  for (const extent of [undefined, [1, 2], [50, 26, 49, 27], [50, 27, 51, 26], [400000, 2900000, 410000, 2910000], ["a", 1, 2, 3]]) {
    assert.throws(() => completeConfig({ layers: [], extent }), ConfigError, JSON.stringify(extent));
  }
});

test("a card's address is filled from the feature, percent-encoded, or there is none", () => {
  assert.equal(fillUrl("/permits/{number}/?fragment=card", { number: "1447/12 أ" }), "/permits/1447%2F12%20%D8%A3/?fragment=card");
  assert.equal(fillUrl("/parcels/{code}/", { code: 0 }), "/parcels/0/");
  assert.equal(fillUrl("/parcels/{code}/", { code: null }), null);
  assert.equal(fillUrl("", { code: "1" }), null);
});

test("a feature is named by its label, by the labels that follow it, else by its key", () => {
  const named = layer({ name: "districts", key_field: "code", style: { label: { field: "name", field_en: "name_en" } } });
  const bare = layer({ name: "parcels", key_field: "code" });
  const labels = layer({ name: "parcel_labels", geometry: "point", follows: "parcels", style: { label: { field: "number" } } });
  const config = complete(named, bare, labels);
  const [districts, parcels] = config.layers;
  assert.equal(featureName(config, districts, { name: "القلعة", name_en: "Qalaa", code: "20" }), "القلعة");
  assert.equal(featureName({ ...config, lang: "en" }, districts, { name: "القلعة", name_en: "Qalaa" }), "Qalaa");
  assert.equal(featureName({ ...config, lang: "en" }, districts, { name: "القلعة", name_en: "" }), "القلعة");
  assert.equal(featureName(config, parcels, { number: "12", code: "001" }), "12");
  assert.equal(featureName(config, parcels, { code: "001" }), "001");
});

test("a locator's attributes say what to frame and what to outline", () => {
  const element = (attributes) => ({ getAttribute: (name) => attributes[name] ?? null });
  assert.deepEqual(fromAttributes(element({ bbox: "49.9,26.5,50.1,26.6", select: "permits/1447/12" })), {
    extent: EXTENT,
    selection: { layer: "permits", key: "1447/12" },
  });
  assert.deepEqual(fromAttributes(element({})), {});
});
