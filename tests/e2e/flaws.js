// What can be said of a page without looking at it: WCAG 2.2, 1.1.1, 1.3.1, 1.4.10, 2.4.2, 2.4.4, 3.3.2, 4.1.2.
() => {
  const flaws = [];
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const words = (element) => (element.textContent + (element.getAttribute("aria-label") ?? "")).trim();
  const start = (element) => element.outerHTML.slice(0, 80);
  const named = (element, attribute) =>
    (element.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));

  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const labelled = [...(field.labels ?? [])].some(words) || field.getAttribute("aria-label");
    if (!labelled && !named(field, "aria-labelledby").some(Boolean)) flaws.push(`no label: ${start(field)}`);
    if (named(field, "aria-describedby").includes(null)) flaws.push(`described by nothing: ${start(field)}`);
  }
  for (const element of document.querySelectorAll("button, a[href]"))
    if (shown(element) && !words(element) && !element.title) flaws.push(`no name: ${start(element)}`);
  for (const image of document.querySelectorAll("img:not([alt])")) flaws.push(`no alt: ${image.src}`);
  for (const attribute of ["aria-controls", "aria-labelledby"])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      if (named(element, attribute).includes(null)) flaws.push(`${attribute} names nothing: ${start(element)}`);

  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) flaws.push(`id twice: ${id}`);
  const titles = [...document.querySelectorAll("h1")]; // an error page has one in each language
  const tongues = new Set(titles.map((title) => title.closest("[lang]")));
  if (!titles.length || tongues.size < titles.length) flaws.push(`${titles.length} h1`);
  if (!document.querySelector("main")) flaws.push("no main");
  if (!document.title.trim()) flaws.push("no title");
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
  const levels = headings.map(({ tagName }) => Number(tagName[1]));
  levels.forEach((level, at) => {
    if (at && level > levels[at - 1] + 1) flaws.push(`h${levels[at - 1]}, then h${level}`);
  });
  const wider = document.scrollingElement.scrollWidth - window.innerWidth;
  if (wider > 0) flaws.push(`${wider} px wider than the screen`);
  return flaws;
}
