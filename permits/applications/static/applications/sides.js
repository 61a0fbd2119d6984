// One mark for all sides of the land, and one that tells when only some are chosen. Without scripts each stands alone.

const group = document.querySelector("fieldset.sides");
const boxes = [...(group?.querySelectorAll("[name=corners]") ?? [])];

if (boxes.length > 1) {
  const all = document.createElement("input");
  Object.assign(all, { type: "checkbox", id: "all-sides", className: "form-check-input" });
  const label = document.createElement("label");
  Object.assign(label, { htmlFor: all.id, className: "form-check-label fw-semibold", textContent: group.dataset.all });
  const row = document.createElement("div");
  row.className = "form-check all-sides";
  row.append(all, label);
  group.querySelector(".side-group").before(row);

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  group.addEventListener("change", show);
  window.addEventListener("pageshow", show); // "back" brings the marks back after this ran
  show();
}
