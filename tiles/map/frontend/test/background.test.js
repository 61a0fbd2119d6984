import assert from "node:assert/strict";
import test from "node:test";
import { shapeStyle } from "../src/style.js";

const LAYER = { geometry: "polygon", style: { fill: "#fbf6ea", stroke: "#a8987a", width: 1, dash: [], pattern: "", radius: 5, width_field: "", category_field: "", categories: [] } };
const feature = { get: () => undefined };

test("over a picture a surface can be tapped and hardly be seen, and its outline stays", () => {
  const env = { lang: "ar", ratio: 1, stretch: 1, overPicture: false };
  const style = shapeStyle(LAYER, env);
  const [alone] = style(feature, 1);
  assert.equal(alone.getFill().getColor(), "#fbf6ea");
  env.overPicture = true;
  const [over] = style(feature, 1);
  assert.equal(over.getFill().getColor(), "#ffffff05");
  assert.equal(over.getStroke().getColor(), alone.getStroke().getColor());
  env.overPicture = false;
  assert.equal(style(feature, 1)[0].getFill().getColor(), "#fbf6ea");
});

test("a surface without a colour gets none over a picture either", () => {
  const [over] = shapeStyle({ ...LAYER, style: { ...LAYER.style, fill: "" } }, { ratio: 1, stretch: 1, overPicture: true })(feature, 1);
  assert.equal(over.getFill(), null);
});
