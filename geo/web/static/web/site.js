// Small help for every page: the menu on a phone, and the language link that keeps the place on the map.

const menu = document.querySelector(".menu-button");

menu?.addEventListener("click", () => {
  menu.setAttribute("aria-expanded", String(menu.getAttribute("aria-expanded") !== "true"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || menu?.getAttribute("aria-expanded") !== "true") return;
  menu.setAttribute("aria-expanded", "false");
  menu.focus();
});

for (const link of document.querySelectorAll("a[data-keeps-place]")) {
  link.addEventListener("click", () => {
    link.hash = window.location.hash;
  });
}
