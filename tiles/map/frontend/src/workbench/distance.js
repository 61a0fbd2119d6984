// Distance of surfaces in a plane, metres. A surface is [[ring, …], …] as in GeoJSON; a ring is [[x, y], …], closed.

/** Return the least distance between two surfaces: 0 where they meet or one holds the other. */
export function distanceOf(one, other) {
  if (holds(one, other[0][0][0]) || holds(other, one[0][0][0])) return 0;
  let least = Infinity;
  for (const a of edgesOf(one)) {
    for (const b of edgesOf(other)) {
      if (crosses(a, b)) return 0;
      least = Math.min(least, fromEdge(a[0], b), fromEdge(a[1], b), fromEdge(b[0], a), fromEdge(b[1], a));
    }
  }
  return Math.sqrt(least);
}

/** Is a point inside a surface? Its boundary may count either way. */
export function holds(surface, [x, y]) {
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of edgesOf(surface)) {
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Return all edges of a surface: [[from, to], …]. */
export function edgesOf(surface) {
  return surface.flatMap((polygon) => polygon.flatMap((ring) => ring.slice(1).map((point, at) => [ring[at], point])));
}

// Squared metres from a point to an edge.
function fromEdge([x, y], [[x1, y1], [x2, y2]]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return (x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2;
}

function crosses([a, b], [c, d]) {
  const turn = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}
