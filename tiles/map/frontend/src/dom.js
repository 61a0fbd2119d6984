// Small words for building elements; text always goes in as text, never as markup.

/** Make an element: h("button", { class: "x", "aria-label": "…", onclick }, child, "text"). */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A number, code or coordinate: always left to right, whatever surrounds it. */
export function bdi(text) {
  return h("bdi", { dir: "ltr" }, text);
}

const SHAPES = {
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  locate: "M12 3v3M12 18v3M3 12h3M18 12h3M12 7a5 5 0 1 1 0 10a5 5 0 0 1 0-10zM12 11a1 1 0 1 1 0 2a1 1 0 0 1 0-2z",
  layers: "M12 4l9 5-9 5-9-5zM4 13.5l8 4.5 8-4.5",
  close: "M6 6l12 12M18 6L6 18",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  home: "M4 11l8-7 8 7M6 9.5V20h12V9.5",
  search: "M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM16.2 16.2L21 21",
  time: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16zM12 8v4.5l3 2",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17v.6",
};

/** A line icon of 24 by 24; hidden from screen readers, so its button carries a label. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "lm-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and a label for screen readers and as a tooltip. */
export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "lm-button", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}
