// What has to be drawn again: the boxes of everything that differs between two scenes; pure. A box is [left, top, right, bottom].

const MANY = 60; // boxes above which drawing everything is less work

/**
 * Return the boxes in which two scenes differ, or null for "everywhere". A scene is {items: Map(key → {box})}: what has the
 * same key looks the same.
 */
export function changedBoxes(former, now) {
  const boxes = [];
  for (const [one, other] of [[former.items, now.items], [now.items, former.items]]) {
    for (const [key, { box }] of one) {
      if (!other.has(key)) boxes.push(box);
      if (boxes.length > MANY) return null;
    }
  }
  return merged(boxes);
}

/** Return boxes of which no two meet, that cover what these cover. */
export function merged(boxes) {
  const apart = [];
  for (let box of boxes) {
    for (let at = apart.findIndex((other) => meet(box, other)); at >= 0; at = apart.findIndex((other) => meet(box, other))) {
      const [other] = apart.splice(at, 1);
      box = [Math.min(box[0], other[0]), Math.min(box[1], other[1]), Math.max(box[2], other[2]), Math.max(box[3], other[3])];
    }
    apart.push(box);
  }
  return apart;
}

/** Do two boxes meet? */
export function meet(one, other) {
  return one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1];
}

/** Return the box around points [[x, y], …], wider by `edge` on each side. */
export function boxAround(points, edge) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return [box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge];
}
