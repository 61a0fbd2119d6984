import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const SRC = join(dirname(fileURLToPath(import.meta.url)), "../src");
const DRAWING = /(^|\/)src\/(draw|workbench)\/|ol\/interaction\/(Draw|Modify|Snap)\.js/;

async function inputsOf(entry) {
  const built = await esbuild.build({ entryPoints: [join(SRC, entry)], bundle: true, format: "esm", metafile: true, write: false, outdir: "out", logLevel: "silent" });
  return Object.keys(built.metafile.inputs);
}

test("a map that is only looked at carries no code for drawing", async () => {
  assert.deepEqual((await inputsOf("index.js")).filter((input) => DRAWING.test(input)), []);
});

test("nor does the map of rows", async () => {
  assert.deepEqual((await inputsOf("rows/index.js")).filter((input) => DRAWING.test(input)), []);
});

test("the map that is drawn on does", async () => {
  assert.ok((await inputsOf("draw/index.js")).some((input) => DRAWING.test(input)));
});
