// The scan beside its table of control points: a tap on the picture writes x and y into the row that is at work.

const sheet = document.querySelector("[data-raster-sheet]");
const paper = sheet.querySelector(".raster-paper");
const rows = [...document.querySelectorAll("[data-raster-row]")];
const size = { width: Number(sheet.dataset.width), height: Number(sheet.dataset.height) };
const CLOSEST = 16;
let zoom = 1;
let now = rows.find((row) => !field(row, "x").value) ?? rows[0];

function field(row, name) {
  return row.querySelector(`input[name^="${name}_"]`);
}

function number(text) {
  const plain = text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace("٫", ".").trim();
  return plain === "" ? NaN : Number(plain);
}

// Marks stand where the rows say, in shares of the picture: they stay right at every zoom.
function draw() {
  for (const mark of paper.querySelectorAll(".raster-mark")) mark.remove();
  rows.forEach((row, index) => {
    row.classList.toggle("raster-now", row === now);
    const [x, y] = [number(field(row, "x").value), number(field(row, "y").value)];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    const mark = document.createElement("span");
    mark.className = row === now ? "raster-mark raster-now" : "raster-mark";
    mark.textContent = String(index + 1);
    mark.style.insetInlineStart = `${(100 * x) / size.width}%`;
    mark.style.insetBlockStart = `${(100 * y) / size.height}%`;
    paper.append(mark);
  });
}

function take(event) {
  const box = paper.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * size.width;
  const y = ((event.clientY - box.top) / box.height) * size.height;
  field(now, "x").value = x.toFixed(1);
  field(now, "y").value = y.toFixed(1);
  field(now, "e").focus({ preventScroll: true });
  draw();
}

// Keep what is in the middle there.
function magnify(factor) {
  const next = Math.min(CLOSEST, Math.max(1, zoom * factor));
  const middle = [sheet.scrollLeft + sheet.clientWidth / 2, sheet.scrollTop + sheet.clientHeight / 2];
  const share = next / zoom;
  zoom = next;
  paper.style.setProperty("--raster-zoom", zoom);
  sheet.scrollLeft = middle[0] * share - sheet.clientWidth / 2;
  sheet.scrollTop = middle[1] * share - sheet.clientHeight / 2;
}

for (const row of rows) {
  row.addEventListener("focusin", () => {
    now = row;
    draw();
  });
  row.addEventListener("input", draw);
}
for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => magnify(Number(button.dataset.zoom)));
}
paper.addEventListener("click", take);
document.querySelector("[data-raster-tools]").hidden = false;
sheet.classList.add("raster-live");
draw();
