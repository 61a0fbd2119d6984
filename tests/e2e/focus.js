// What has the focus, and whether a person can see that it has.
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return {
    id: element.id,
    classes: element.className,
    name: element.getAttribute("aria-label") ?? element.textContent.trim(),
    legend: element.matches("[data-legend]"),
    seen: marked || element === document.body || element.matches(".lm-map, [type=search]"),
  };
}
