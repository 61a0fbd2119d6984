// One mark for all sides of the land, and one that tells when only some are chosen. Without scripts each stands alone.
// Its row is in the page from the start, unseen: nothing moves under a finger when this has arrived.

const group = document.querySelector("fieldset.sides");
const all = group?.querySelector("#all-sides");

if (all) {
  const boxes = [...group.querySelectorAll("[name=corners]")];
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  group.addEventListener("change", show);
  window.addEventListener("pageshow", show); // "back" brings the marks back after this ran
  show();
  all.closest(".all-sides").dataset.works = "";
}
