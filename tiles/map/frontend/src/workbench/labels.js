// Which numbers have room on the map; pure.

const WIDE = 65536; // columns of the grid that labels are looked up in

/**
 * Return the indices of the labels that have room, a Set. All are as large: `size` is [width, height]; `points` are their
 * middles, [[x, y], …]; in `turn` (indices) those that come first take the room.
 */
export function roomFor(points, turn, [width, height]) {
  const cells = new Map(); // by cell as large as a label: it holds one at most
  const kept = new Set();
  for (const index of turn) {
    const [x, y] = points[index];
    const [column, row] = [Math.floor(x / width), Math.floor(y / height)];
    if (taken(cells, points, { x, y, column, row, width, height })) continue;
    cells.set(row * WIDE + column, index);
    kept.add(index);
  }
  return kept;
}

/**
 * Return the labels to show: those of `first` that have room among themselves, in turn, and of `base` those that are clear of
 * them. Whoever comes first moves only the labels that he covers.
 */
export function roomBeside(points, first, base, size) {
  const kept = roomFor(points, first, size);
  const clear = ([x, y]) => [...kept].every((other) => Math.abs(points[other][0] - x) >= size[0] || Math.abs(points[other][1] - y) >= size[1]);
  return [...kept, ...[...base].filter((label) => !kept.has(label) && clear(points[label]))];
}

function taken(cells, points, { x, y, column, row, width, height }) {
  for (let down = row - 1; down <= row + 1; down += 1) {
    for (let across = column - 1; across <= column + 1; across += 1) {
      const other = cells.get(down * WIDE + across);
      if (other !== undefined && Math.abs(points[other][0] - x) < width && Math.abs(points[other][1] - y) < height) return true;
    }
  }
  return false;
}
