// How well a walk goes, by the formula of parcels/numbering/score.py: a test feeds the same ground to both.

/**
 * Return the score of an order of a block's parcels (indices into the ground); shares are null where there is nothing to
 * measure. A: share of pairs that are neighbours. N12: neighbours, or at most `nearM` apart. W: metres along the ring over
 * the least walk on it; W_front: the same over parcels with a frontage. walk: those metres. jump: the largest distance.
 */
export function scoreOf(order, ground) {
  const exceptions = [];
  let [adjacent, near, jump] = [0, 0, 0];
  for (let place = 1; place < order.length; place += 1) {
    const [before, after] = [order[place - 1], order[place]];
    const metres = ground.distance(before, after);
    jump = Math.max(jump, metres);
    const touching = ground.touch(before, after);
    adjacent += touching;
    near += touching || metres <= ground.nearM;
    if (!touching) exceptions.push({ code: metres > ground.nearM ? "jump" : "not_adjacent", before, after, metres, place });
  }
  const pairs = Math.max(0, order.length - 1);
  const share = (count) => (pairs ? count / pairs : null);
  const stops = order.map((parcel) => ground.access[parcel]);
  const fronting = order.filter((parcel) => ground.fronting[parcel]).map((parcel) => ground.access[parcel]);
  return {
    pairs, exceptions, jump: pairs ? jump : null, A: share(adjacent), N12: share(near), walk: walkOf(stops, ground.ringM),
    W: pairs ? ratioOf(stops, ground) : null, W_front: pairs ? ratioOf(fronting, ground) : null,
  };
}

/** Return the metres along a ring between stops in turn, each the shorter way round. */
export function walkOf(stops, ringM) {
  let metres = 0;
  for (let at = 1; at < stops.length; at += 1) {
    const ahead = Math.abs(stops[at - 1] - stops[at]) % ringM;
    metres += Math.min(ahead, ringM - ahead);
  }
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

function ratioOf(stops, { ringM, leastBoundM }) {
  if (stops.length < 2) return null;
  const bound = leastVisit(stops, ringM);
  return bound > leastBoundM ? walkOf(stops, ringM) / bound : null;
}
