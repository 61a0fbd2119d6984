// Bundles the map, the map that is drawn on, the map of rows and the workbench, each for itself, into the map slice, and the style sheets and fonts that every page uses into geo.web.
// What it writes is never committed. `--watch` rebuilds the elements while they are being worked on.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const MAP = join(HERE, "../static/map");
const VENDOR = join(HERE, "../../../geo/web/static/web/vendor");
const MODULES = join(HERE, "node_modules");
const PLEX = join(MODULES, "@fontsource/ibm-plex-sans-arabic");
const SUBSETS = ["arabic", "latin"];
const WEIGHTS = [400, 500, 600, 700];

const elements = {
  entryPoints: {
    "land-map": join(HERE, "src/index.js"),
    "land-map-alone": join(HERE, "src/pmtiles/index.js"),
    "land-draw": join(HERE, "src/draw/index.js"),
    "land-rows": join(HERE, "src/rows/index.js"),
    workbench: join(HERE, "src/workbench/index.js"),
  },
  outdir: MAP,
  bundle: true,
  format: "esm",
  target: ["chrome111", "firefox113", "safari16.4"],
  minify: true,
  metafile: true,
  legalComments: "none", // every licence goes whole into LICENCES.txt
  logLevel: "warning",
};

/** Bootstrap in a cascade layer of its own: our sheets win without fighting its selectors. */
async function writeBootstrap() {
  for (const name of ["bootstrap", "bootstrap.rtl"]) {
    await esbuild.build({
      stdin: { contents: `@import "bootstrap/dist/css/${name}.css" layer(vendor);`, resolveDir: HERE, loader: "css" },
      outfile: join(VENDOR, `${name}.css`),
      bundle: true,
      minify: true,
      legalComments: "none",
      logLevel: "warning",
    });
  }
}

async function writeFonts() {
  await mkdir(join(VENDOR, "fonts"), { recursive: true });
  const ranges = JSON.parse(await readFile(join(PLEX, "unicode.json"), "utf8"));
  const faces = [];
  for (const weight of WEIGHTS) {
    for (const subset of SUBSETS) {
      const file = `ibm-plex-sans-arabic-${subset}-${weight}-normal.woff2`;
      await copyFile(join(PLEX, "files", file), join(VENDOR, "fonts", file));
      faces.push(
        `@font-face{font-family:"IBM Plex Sans Arabic";font-weight:${weight};font-display:swap;` +
          `src:url("fonts/${file}") format("woff2");unicode-range:${ranges[subset]}}`,
      );
    }
  }
  await writeFile(join(VENDOR, "fonts.css"), `${faces.join("\n")}\n`);
}

/** Write the licence of every package that went into the bundle or was copied beside it. */
async function writeLicences(metafile) {
  const inputs = Object.keys(metafile.inputs).join("\n");
  const bundled = [...inputs.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map((match) => match[1]);
  const packages = [...new Set([...bundled, "bootstrap", "@fontsource/ibm-plex-sans-arabic"])].sort();
  const texts = await Promise.all(packages.map(licenceOf));
  await writeFile(join(VENDOR, "LICENCES.txt"), texts.join("\n\n"));
}

async function licenceOf(name) {
  const about = JSON.parse(await readFile(join(MODULES, name, "package.json"), "utf8"));
  const title = `${name} ${about.version} (${about.license ?? "licence below"})`;
  const inside = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license", "license.md", "LICENCE"].map((file) => join(MODULES, name, file));
  for (const file of [...inside, join(HERE, "licences", `${name}.txt`)]) { // the last: taken from its sources, for want of one inside
    try {
      return `${title}\n${"=".repeat(title.length)}\n${await readFile(file, "utf8")}`;
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${name} carries no licence file: read its terms before shipping it`);
}

if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...elements, minify: false, sourcemap: "inline", logLevel: "info" });
  await context.watch();
} else {
  await Promise.all([MAP, VENDOR].map((folder) => rm(folder, { recursive: true, force: true })));
  const [built] = await Promise.all([esbuild.build(elements), writeBootstrap(), writeFonts()]);
  await writeLicences(built.metafile);
}
