// Shows the fields that the chosen wish, or way of naming an area, needs. Without scripts all are shown, and those that are not needed do not count.

const choice = document.getElementById("id_wish") ?? document.getElementById("id_what");
const fields = [...document.querySelectorAll("[data-wishes]")];

function show() {
  for (const field of fields) field.hidden = !field.dataset.wishes.split(" ").includes(choice.value);
}

if (choice) {
  choice.addEventListener("change", show);
  window.addEventListener("pageshow", show); // "back" brings the choice back after this ran
  show();
}
