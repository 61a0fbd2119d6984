// Dragging the sheet on a phone: up to read more, down to close. A wide screen has no sheet to drag.

const PHONE = window.matchMedia("(max-width: 767.98px)");
const FLING = 70; // px of drag that count as meant

/** Let `grip` drag `sheet` between its resting height and full height; `onClose` when pulled below. */
export function dragSheet(sheet, grip, onClose) {
  let from = null;
  grip.addEventListener("pointerdown", (event) => {
    if (!PHONE.matches || event.target.closest("button")) return;
    from = { y: event.clientY, height: sheet.offsetHeight };
    grip.setPointerCapture(event.pointerId);
    sheet.classList.add("lm-dragging");
  });
  grip.addEventListener("pointermove", (event) => {
    if (from) sheet.style.height = `${Math.max(0, from.height + from.y - event.clientY)}px`;
  });
  const settle = (event) => {
    if (!from) return;
    const moved = from.y - event.clientY;
    from = null;
    sheet.classList.remove("lm-dragging");
    sheet.style.height = "";
    if (moved > FLING) sheet.classList.add("lm-full");
    else if (moved < -FLING && !sheet.classList.replace("lm-full", "lm-rest")) onClose();
  };
  grip.addEventListener("pointerup", settle);
  grip.addEventListener("pointercancel", settle);
}

/** Is the page as narrow as a phone? */
export function onPhone() {
  return PHONE.matches;
}
