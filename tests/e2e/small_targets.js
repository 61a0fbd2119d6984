// What a finger presses and could miss: smaller than `least` px in either direction.
(least) => {
  const pressed = "button, a.btn, a.nav-item, input:not([type=hidden]):not([type=checkbox]):not([type=radio])";
  return [...document.querySelectorAll(pressed)]
    .filter((element) => element.checkVisibility({ checkVisibilityCSS: true }))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < least || box.width < least))
    .map(([element, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 90)}`);
}
