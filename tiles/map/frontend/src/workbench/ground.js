// The ground of a block as the server read it, ready for questions that are asked at every key press.

import { distanceOf } from "./distance.js";

/**
 * Return the ground: `parcels` as sent; touch(a, b), distance(a, b) in metres, access, fronting, ringM, nearM, leastBoundM.
 * Pairs that are near come measured; what lies farther apart is measured here once, when it is asked for.
 */
export function groundOf({ parcels, adjacent, near, ring, near_m: nearM, least_bound_m: leastBoundM }) {
  const size = parcels.length;
  const key = (a, b) => (a < b ? a * size + b : b * size + a);
  const shared = new Map(adjacent.map(([a, b, metres]) => [key(a, b), metres]));
  const known = new Map(near.map(([a, b, metres]) => [key(a, b), metres]));
  const measured = (a, b) => {
    if (!known.has(key(a, b))) known.set(key(a, b), distanceOf(parcels[a].metres, parcels[b].metres));
    return known.get(key(a, b));
  };
  return {
    parcels, nearM, leastBoundM, ringM: ring.length_m,
    touch: (a, b) => shared.has(key(a, b)), distance: measured,
    access: parcels.map(({ access_m: metres }) => metres), fronting: parcels.map(({ fronting }) => fronting),
  };
}
