// Which surfaces a drawn line passes through, in the order in which it enters them.

import { edgesOf, holds } from "./distance.js";

/**
 * Return the indices of the surfaces that a line [[x, y], …] runs through for more than `least` (units of the coordinates),
 * in the order of entering. A line that only grazes a corner does not count.
 */
export function crossedBy(line, surfaces, least) {
  const legs = legsOf(line);
  const found = [];
  surfaces.forEach((surface, index) => {
    const passage = passageThrough(legs, surface);
    if (passage.inside > least) found.push({ index, entered: passage.entered });
  });
  return found.sort((one, other) => one.entered - other.entered).map(({ index }) => index);
}

function legsOf(line) {
  let soFar = 0;
  return line.slice(1).map((to, at) => {
    const from = line[at];
    const leg = { from, to, start: soFar, length: Math.hypot(to[0] - from[0], to[1] - from[1]) };
    soFar += leg.length;
    return leg;
  });
}

function passageThrough(legs, surface) {
  const edges = edgesOf(surface);
  const box = boxOf(edges);
  let [entered, inside] = [Infinity, 0];
  for (const { from, to, start, length } of legs) {
    if (!meets(box, from, to)) continue;
    const cuts = [0, 1, ...edges.map((edge) => cutAt(from, to, edge)).filter((share) => share !== null)].sort((a, b) => a - b);
    for (let at = 1; at < cuts.length; at += 1) {
      const middle = (cuts[at - 1] + cuts[at]) / 2;
      if (cuts[at] === cuts[at - 1] || !holds(surface, between(from, to, middle))) continue;
      entered = Math.min(entered, start + cuts[at - 1] * length);
      inside += (cuts[at] - cuts[at - 1]) * length;
    }
  }
  return { entered, inside };
}

function boxOf(edges) {
  const [xs, ys] = [0, 1].map((axis) => edges.map(([from]) => from[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function meets([west, south, east, north], [x1, y1], [x2, y2]) {
  return Math.max(x1, x2) >= west && Math.min(x1, x2) <= east && Math.max(y1, y2) >= south && Math.min(y1, y2) <= north;
}

function between(from, to, share) {
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

// The share of the way from → to at which an edge is crossed, or null.
function cutAt(from, to, [a, b]) {
  const [rx, ry, sx, sy] = [to[0] - from[0], to[1] - from[1], b[0] - a[0], b[1] - a[1]];
  const turn = rx * sy - ry * sx;
  if (!turn) return null;
  const along = ((a[0] - from[0]) * sy - (a[1] - from[1]) * sx) / turn;
  const across = ((a[0] - from[0]) * ry - (a[1] - from[1]) * rx) / turn;
  return along > 0 && along < 1 && across >= 0 && across <= 1 ? along : null;
}
