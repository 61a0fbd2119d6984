// The form of a dig: takes the days or the trench that the broker offers, and shows the parcel of a connection only. Without scripts all is shown.

const manner = document.getElementById("id_manner");
const fields = [...document.querySelectorAll("[data-manner]")];

function show() {
  for (const field of fields) {
    field.hidden = field.dataset.manner !== manner.value;
    field.toggleAttribute("data-chosen", !field.hidden);
  }
}

function take({ currentTarget }) {
  const [first, last] = currentTarget.dataset.takes.split(" ");
  document.getElementById("id_starts_on").value = first;
  document.getElementById("id_ends_on").value = last;
  document.getElementById("id_joint_with").value = currentTarget.dataset.joint ?? "";
  document.querySelector("#dig button[value=preview]").click();
}

for (const button of document.querySelectorAll("[data-takes]")) {
  button.addEventListener("click", take);
  button.dataset.works = ""; // its place was kept: nothing moves under a finger
}
manner.addEventListener("change", show);
window.addEventListener("pageshow", show); // "back" brings the choice back after this ran
show();
