// Keeps a session up to date: asks for what is shown every few seconds and puts it in place when it changed. Without
// scripts the page shows what holds when it is opened.

const EVERY_MS = 3000;

for (const place of document.querySelectorAll("[data-live]:not([data-over])")) {
  let shown = null;
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(place.dataset.live, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.text();
    if (shown !== null && told !== shown && !place.querySelector("details[open]")) place.innerHTML = told;
    shown = told;
  };
  setInterval(look, EVERY_MS);
  look();
}
