// Patterns and markers, drawn once and used by both the map and its legend, so that they always agree.

const LETTER_RADIUS = 7; // px; a smaller marker has no room for its letter
const CELL = 10; // px; one repeat of a pattern

const STROKES = {
  hatch: (pen) => slanted(pen, 1),
  back_hatch: (pen) => slanted(pen, -1),
  cross: (pen) => {
    slanted(pen, 1);
    slanted(pen, -1);
  },
};

/** Return a canvas with one repeat of a pattern: `ink` over `ground`; `ratio` is device pixels per CSS pixel. */
export function patternCell({ pattern, ink, ground }, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(CELL * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(canvas.width / CELL, canvas.height / CELL);
  if (ground) {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, CELL, CELL);
  }
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1.1;
  pen.globalAlpha = 0.55;
  if (pattern === "dots") dots(pen);
  else STROKES[pattern](pen);
  return canvas;
}

function slanted(pen, direction) {
  pen.beginPath();
  for (const shift of [-CELL, 0, CELL]) {
    pen.moveTo(shift - 1, direction > 0 ? CELL + 1 : -1);
    pen.lineTo(shift + CELL + 1, direction > 0 ? -1 : CELL + 1);
  }
  pen.stroke();
}

function dots(pen) {
  for (const [x, y] of [[2.5, 2.5], [7.5, 7.5]]) {
    pen.beginPath();
    pen.arc(x, y, 0.95, 0, 2 * Math.PI);
    pen.fill();
  }
}

const MARKERS = {
  circle: (pen, r) => pen.arc(0, 0, r, 0, 2 * Math.PI),
  square: (pen, r) => pen.rect(-0.88 * r, -0.88 * r, 1.76 * r, 1.76 * r),
  diamond: (pen, r) => polygon(pen, [[0, -1.2 * r], [1.2 * r, 0], [0, 1.2 * r], [-1.2 * r, 0]]),
  triangle: (pen, r) => polygon(pen, [[0, -1.25 * r], [1.2 * r, 0.85 * r], [-1.2 * r, 0.85 * r]]),
};

function polygon(pen, corners) {
  corners.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

/** Return a canvas with a marker: shape in its colour with a white ring and, when there is room, its letter. */
export function markerCanvas({ marker, fill, letter }, radius, ratio) {
  const half = radius * 1.25 + 3;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(2 * half * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.translate(half, half);
  pen.beginPath();
  MARKERS[marker](pen, radius);
  pen.fillStyle = fill;
  pen.strokeStyle = "#fff";
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.stroke();
  pen.fill();
  if (letter && radius >= LETTER_RADIUS) drawLetter(pen, letter, radius, marker);
  return canvas;
}

function drawLetter(pen, letter, radius, marker) {
  pen.fillStyle = "#fff";
  pen.font = `600 ${Math.round(radius * 1.25)}px "IBM Plex Sans Arabic", sans-serif`;
  pen.textAlign = "center";
  const box = pen.measureText(letter); // centred by its ink: Arabic letters sit at very different heights
  const drop = marker === "triangle" ? radius * 0.2 : 0;
  pen.fillText(letter, 0, (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2 + drop);
}
