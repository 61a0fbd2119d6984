// proj4's modules are written for bundlers: the grid is tested as the page gets it.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const entry = fileURLToPath(new URL("../src/grid.js", import.meta.url));
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", write: false, logLevel: "error" });
const { gridOf } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

test("degrees become metres of UTM zone 39N, as PROJ computes them", () => {
  const [east, north] = gridOf("+proj=utm +zone=39 +ellps=GRS80 +units=m +no_defs")([50, 26.55]);
  assert.ok(Math.abs(east - 400389.8871) < 0.001, String(east));
  assert.ok(Math.abs(north - 2936983.7567) < 0.001, String(north));
});

test("the central meridian is half a million metres east", () => {
  assert.ok(Math.abs(gridOf("+proj=utm +zone=39 +ellps=GRS80")([51, 26])[0] - 500000) < 1e-6);
});
