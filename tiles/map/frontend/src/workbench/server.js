// Saving on the server: what a walk, a reason or a wish is sent with, and whether somebody else was first.

import { askJson } from "../asking.js";

const STALE = "numbering_revision_outdated";

/** Resolve to the JSON that an address answers to a body; throws as askJson does. */
export async function posted(url, body, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return askJson(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Did somebody else save first? */
export function isStale(refusal) {
  return refusal.code === STALE;
}
