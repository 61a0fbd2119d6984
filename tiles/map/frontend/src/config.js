// The element's configuration: read from the page, checked once, completed with defaults.

import { askJson } from "./asking.js";

const GEOMETRIES = new Set(["point", "line", "polygon"]);
const LAYER = {
  title: "", min_zoom: 0, max_zoom: 18, visible: true, in_legend: true, follows: "", key_field: "", card_url: "", page_url: "", past: false,
};
const STYLE = {
  fill: "", stroke: "", width: 1, dash: [], pattern: "", radius: 5, width_field: "", label: null, category_field: "", categories: [],
};
const CATEGORY = { fill: "", stroke: "", width: 0, dash: [], pattern: "", marker: "circle", letter: "" };
const LABEL = {
  field_en: "", min_zoom: 0, size: 12, weight: 500, colour: "#3a4048", halo: "#ffffffcc",
  numeric: false, along_line: false, max_zoom: 24, overflow_zoom: 19, room_field: "", plate: "",
};

/** The page's configuration is wrong: a fault of the page, told to its programmer. */
export class ConfigError extends Error {}

/**
 * Resolve to an element's configuration: its child `<script type="application/json">`, else what its `src` answers.
 * The attributes `bbox` (west,south,east,north in degrees) and `select` (layer/key) come on top.
 */
export async function readConfig(element) {
  const script = element.querySelector('script[type="application/json"]');
  const src = element.getAttribute("src");
  if (!script && !src) throw new ConfigError('<land-map> needs a child <script type="application/json"> or a src');
  const raw = script ? JSON.parse(script.textContent) : await askJson(src);
  return completeConfig({ ...raw, ...fromAttributes(element) });
}

/** Return what an element's attributes say of the configuration: extent and selection. */
export function fromAttributes(element) {
  const told = {};
  const [bbox, select] = [element.getAttribute("bbox"), element.getAttribute("select") ?? ""];
  const cut = select.indexOf("/");
  if (bbox) told.extent = bbox.split(",").map(Number);
  if (cut > 0) told.selection = { layer: select.slice(0, cut), key: select.slice(cut + 1) };
  return told;
}

/** Return a complete copy of a configuration. Extent: lon/lat WGS 84, [west, south, east, north]. */
export function completeConfig(raw) {
  const layers = (raw.layers ?? []).map(completeLayer);
  const known = new Set(layers.map((layer) => layer.name));
  if (known.size !== layers.length) throw new ConfigError("two layers have the same name");
  return {
    lang: raw.lang ?? "ar",
    layers,
    extent: checkedExtent(raw.extent),
    strings: raw.strings ?? {},
    search: raw.search ?? null,
    lists: raw.lists ?? null,
    grid: raw.grid ?? null,
    selection: raw.selection ?? null,
    attribution: raw.attribution ?? "",
    past: raw.past ?? null,
    live: raw.live ?? null,
    backgrounds: raw.backgrounds ?? null,
  };
}

function completeLayer(raw) {
  const where = `layer ${JSON.stringify(raw.name)}`;
  if (!/^\w+$/.test(raw.name ?? "")) throw new ConfigError(`${where}: not a name`);
  if (!GEOMETRIES.has(raw.geometry)) throw new ConfigError(`${where}: geometry ${JSON.stringify(raw.geometry)}`);
  if (!["{z}", "{x}", "{y}"].every((part) => raw.url?.includes(part))) {
    throw new ConfigError(`${where}: url lacks {z}, {x} or {y}`);
  }
  if (raw.card_url && !raw.key_field) throw new ConfigError(`${where}: a card needs a key_field`);
  return { ...LAYER, ...raw, style: completeStyle(raw.style ?? {}) };
}

function completeStyle(raw) {
  return {
    ...STYLE,
    ...raw,
    label: raw.label ? { ...LABEL, ...raw.label } : null,
    categories: (raw.categories ?? []).map((category) => ({ ...CATEGORY, ...category })),
  };
}

function checkedExtent(extent) {
  const [west, south, east, north] = extent ?? [];
  const sound = west >= -180 && east <= 180 && south >= -85 && north <= 85 && west < east && south < north;
  if (!sound) throw new ConfigError(`extent ${JSON.stringify(extent)} is not [west, south, east, north] in degrees`);
  return [west, south, east, north];
}

/** Fill {fields} of a URL template from a feature's properties, percent-encoded; null when one is missing. */
export function fillUrl(template, properties) {
  if (!template) return null;
  let complete = true;
  const url = template.replace(/\{(\w+)\}/g, (_, name) => {
    if (properties[name] === undefined || properties[name] === null) complete = false;
    return encodeURIComponent(properties[name] ?? "");
  });
  return complete ? url : null;
}

/** Return the words that name a feature: its label, or that of the layer of labels that follows it, otherwise its key. */
export function featureName({ layers, lang }, layer, properties) {
  const label = layer.style.label ?? layers.find(({ follows, style }) => follows === layer.name && style.label)?.style.label;
  const english = lang !== "ar" && label?.field_en ? properties[label.field_en] : "";
  return String(english || (label && properties[label.field]) || properties[layer.key_field] || "");
}
