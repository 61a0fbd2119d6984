// Which round length a scale bar shows.

const ROOM = 96; // px
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];

/** Return the longest round length in metres that fits, and its width in px. */
export function scaleBar(metresPerPixel) {
  const metres = STEPS.findLast((step) => step / metresPerPixel <= ROOM) ?? STEPS[0];
  return { metres, width: metres / metresPerPixel };
}
