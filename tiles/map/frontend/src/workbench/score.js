// How well a walk goes, by the formula of parcels/numbering/score.py: a test feeds the same ground to both.

import { wayBetween } from "./ground.js";

const bounds = new WeakMap(); // by ground: the least walks do not depend on the order

/**
 * Return the score of an order of all parcels of a block (indices into the ground); shares are null where there is nothing
 * to measure. A: share of pairs that are neighbours. N12: neighbours, or at most `nearM` apart. W: metres along the ring over
 * the least walk on it; W_front: the same over parcels with a frontage. walk: those metres. jump: the largest distance.
 * links: for each place how it follows the one before, null for the first. Sums run in the order of the walk, so that a
 * figure does not depend on the steps that led to it.
 */
export function scoreOf(order, ground) {
  const links = order.map((parcel, place) => (place ? ground.link(order[place - 1], parcel) : null));
  const exceptions = [];
  let [adjacent, near, jump, walk] = [0, 0, 0, 0];
  for (let place = 1; place < order.length; place += 1) {
    const { kind, metres, near: isNear, way } = links[place];
    jump = Math.max(jump, metres);
    walk += way;
    near += isNear;
    if (kind === "touch") adjacent += 1;
    else exceptions.push({ code: kind, before: order[place - 1], after: order[place], metres, place });
  }
  const pairs = Math.max(0, order.length - 1);
  const share = (count) => (pairs ? count / pairs : null);
  const fronting = order.filter((parcel) => ground.fronting[parcel]).map((parcel) => ground.access[parcel]);
  return {
    pairs, exceptions, links, jump: pairs ? jump : null, A: share(adjacent), N12: share(near), walk,
    W: pairs ? ratioOf(walk, boundsOf(ground).all, ground) : null,
    W_front: pairs ? ratioOf(walkOf(fronting, ground.ringM), boundsOf(ground).fronting, ground) : null,
  };
}

/** Return the metres along a ring between stops in turn, each the shorter way round. */
export function walkOf(stops, ringM) {
  let metres = 0;
  for (let at = 1; at < stops.length; at += 1) metres += wayBetween(stops[at - 1], stops[at], ringM);
  return metres;
}

/** Return the least walk that visits all stops of a ring: once around less the largest gap. */
export function leastVisit(stops, ringM) {
  if (!stops.length) return 0;
  const sorted = Float64Array.from(stops).sort();
  let largest = ringM - sorted.at(-1) + sorted[0];
  for (let at = 1; at < sorted.length; at += 1) largest = Math.max(largest, sorted[at] - sorted[at - 1]);
  return ringM - largest;
}

function boundsOf(ground) {
  if (!bounds.has(ground)) {
    const fronting = ground.access.filter((_, parcel) => ground.fronting[parcel]);
    bounds.set(ground, { all: leastVisit(ground.access, ground.ringM), fronting: leastVisit(fronting, ground.ringM) });
  }
  return bounds.get(ground);
}

function ratioOf(walk, bound, { leastBoundM }) {
  return bound > leastBoundM ? walk / bound : null;
}
