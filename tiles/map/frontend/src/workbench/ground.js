// The ground of a block as the server read it, ready for questions that are asked at every key press.

import { distanceOf } from "./distance.js";

/**
 * Return the ground: `parcels` as sent; link(a, b) → {kind, metres, near, way}, access, fronting, ringM, nearM, leastBoundM.
 * Pairs that are near come measured; what lies farther apart is measured here once. A link is made when it is first asked
 * for and kept: a step that makes three new pairs of hundreds looks at three.
 */
export function groundOf({ parcels, adjacent, near, ring, near_m: nearM, least_bound_m: leastBoundM }) {
  const size = parcels.length;
  const key = (a, b) => (a < b ? a * size + b : b * size + a);
  const shared = new Set(adjacent.map(([a, b]) => key(a, b)));
  const known = new Map(near.map(([a, b, metres]) => [key(a, b), metres]));
  const links = new Map();
  const access = parcels.map(({ access_m: metres }) => metres);
  const made = (a, b) => {
    const metres = known.get(key(a, b)) ?? distanceOf(parcels[a].metres, parcels[b].metres);
    const touching = shared.has(key(a, b));
    const kind = touching ? "touch" : metres > nearM ? "jump" : "not_adjacent";
    return { kind, metres, near: touching || metres <= nearM, way: wayBetween(access[a], access[b], ring.length_m) };
  };
  const link = (a, b) => {
    const at = key(a, b);
    if (!links.has(at)) links.set(at, made(a, b));
    return links.get(at);
  };
  return { parcels, nearM, leastBoundM, ringM: ring.length_m, link, access, fronting: parcels.map(({ fronting }) => fronting) };
}

/** Return the metres along a ring between two positions, the shorter way round. */
export function wayBetween(one, other, ringM) {
  const ahead = Math.abs(one - other) % ringM;
  return Math.min(ahead, ringM - ahead);
}
