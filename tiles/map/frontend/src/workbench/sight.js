// Which rows of a long list stand in the page, and how far it is scrolled to show one; pure.

const AROUND = 6; // rows kept ready on either side of what is in sight

/** Return the places [first, last] of the rows to hold ready; heights in px. `count` rows of `row` each, `top` scrolled away. */
export function held({ top, height, row, count }) {
  const first = Math.floor(top / row) - AROUND;
  const last = Math.ceil((top + height) / row) + AROUND;
  return [Math.max(0, Math.min(first, count - 1)), Math.min(count - 1, last)];
}

/** Return how far to scroll so that the row at a place is in sight: as little as possible. */
export function scrolledTo(place, { top, height, row }) {
  if (place * row < top) return place * row;
  return Math.max(top, (place + 1) * row - height);
}
