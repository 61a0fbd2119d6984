// Shows the fields of the chosen way to place works; the page marks those of the way that it comes with, so that nothing moves
// under a finger when this has arrived. Without scripts all are shown, and those of the other ways do not count.

const choice = document.getElementById("id_way");
const parts = [...document.querySelectorAll("[data-ways]")];

function show() {
  for (const part of parts) {
    part.hidden = part.dataset.ways !== choice.value;
    part.toggleAttribute("data-chosen", !part.hidden);
  }
}

if (choice && parts.length) {
  choice.addEventListener("change", show);
  window.addEventListener("pageshow", show); // "back" brings the choice back after this ran
  show();
}
