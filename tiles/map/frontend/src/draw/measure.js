// Lengths and areas of what is drawn, on the municipality's grid: metres and square metres.

/** Return the length of a line of points in metres of the grid. */
export function lengthOf(points) {
  let length = 0;
  for (let at = 1; at < points.length; at += 1) {
    length += Math.hypot(points[at][0] - points[at - 1][0], points[at][1] - points[at - 1][1]);
  }
  return length;
}

/** Return the area inside a ring of points (the first not repeated) in square metres of the grid. */
export function areaOf(points) {
  const [first] = points;
  let twice = 0;
  points.forEach(([x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length];
    twice += (x - first[0]) * (nextY - first[1]) - (nextX - first[0]) * (y - first[1]);
  });
  return Math.abs(twice) / 2;
}
