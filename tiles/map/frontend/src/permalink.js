// What a link reproduces: view, selected feature, switched layers, the day that is shown, the background and search words.
//   #map=17.25/26.55012/50.00123&sel=parcels/0010200050012000&on=zoning&off=buildings&as_of=2015-03-01&bg=…
// A day may be written in either calendar. The same names are understood in the query; the hash wins, since it is what changes while looking around.

import { readDay, written } from "./days.js";

const LATITUDE_LIMIT = 85.06;

/** Read a link. `hash` and `search` as in `location`; what is malformed is left out. */
export function parseLink(hash, search = "") {
  const found = { ...pairs(search.replace(/^\?/, "")), ...pairs(hash.replace(/^#/, "")) };
  return {
    view: parseView(found.map),
    selection: parseSelection(found.sel),
    on: names(found.on),
    off: names(found.off),
    day: parseDay(found.as_of),
    background: /^[\w-]+$/.test(found.bg ?? "") ? found.bg : "",
    query: found.q ?? "",
  };
}

/** Write the hash of a state; empty parts are left out. */
export function formatHash({ view, selection, on = [], off = [], day = "", background = "" }) {
  const parts = [];
  if (view) parts.push(`map=${formatView(view)}`);
  if (selection) parts.push(`sel=${selection.layer}/${encodeURIComponent(selection.key)}`);
  if (on.length) parts.push(`on=${on.join(",")}`);
  if (off.length) parts.push(`off=${off.join(",")}`);
  if (day) parts.push(`as_of=${day}`);
  if (background) parts.push(`bg=${background}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

function formatView({ zoom, lat, lon }) {
  return `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

function parseView(text) {
  const [zoom, lat, lon] = (text ?? "").split("/").map((part) => (part === "" ? NaN : Number(part)));
  const sound = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= LATITUDE_LIMIT && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

function parseSelection(text) {
  const cut = (text ?? "").indexOf("/");
  if (cut < 1 || cut === text.length - 1) return null;
  return { layer: text.slice(0, cut), key: text.slice(cut + 1) };
}

// The day, written in the Gregorian calendar; "" for none, and for what is no day.
function parseDay(text) {
  const day = readDay(text);
  return day ? written(day) : "";
}

function names(text) {
  return (text ?? "").split(",").filter((name) => /^\w+$/.test(name));
}

function pairs(text) {
  const found = {};
  for (const part of text.split("&")) {
    const cut = part.indexOf("=");
    if (cut > 0) found[part.slice(0, cut)] = decoded(part.slice(cut + 1));
  }
  return found;
}

function decoded(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch (error) {
    if (error instanceof URIError) return ""; // a cut-off link: the part is unreadable, the rest still works
    throw error;
  }
}
