// Boxes [west, south, east, north] in metres of EPSG:3857, and the tiles that they touch.

const HALF = Math.PI * 6378137;
const UNITS = 4096;
const BUFFER = 64; // units by which a tile tells more than its own square

/** Do two boxes touch? */
export function touch(one, other) {
  return one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
}

/** Return the box of a tile [z, x, y], with what it tells around itself. */
export function tileReach([z, x, y]) {
  const side = (2 * HALF) / 2 ** z;
  const more = (side * BUFFER) / UNITS;
  const [west, north] = [x * side - HALF, HALF - y * side];
  return [west - more, north - side - more, west + side + more, north + more];
}

/** Keeps boxes for a while: `touches(box)` says whether one of the last `ms` touches it. */
export class Lately {
  #kept = [];

  constructor(ms, clock = () => performance.now()) {
    Object.assign(this, { ms, clock });
  }

  add(boxes) {
    const until = this.clock() + this.ms;
    this.#kept = this.#kept.filter((entry) => entry.until > this.clock());
    this.#kept.push(...boxes.map((box) => ({ box, until })));
  }

  touches(box) {
    const now = this.clock();
    return this.#kept.some((entry) => entry.until > now && touch(entry.box, box));
  }
}
