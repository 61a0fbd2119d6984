// The choice of a day: day, month and year in either calendar, and a slider over the years; and the banner that says which day the map shows.

import { CALENDARS, before, fromCalendar, inCalendar, inWords, monthLength, monthNames, todayIn, written } from "../days.js";
import { localDigits } from "../digits.js";
import { h, icon } from "../dom.js";

const SLIDER_YEARS = 25;
const LIST_YEARS = 100;
const PATIENCE = 350; // ms between the last move of the slider and the map
const RANGE = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** The panel. `onDay(written)` hears of a chosen day, "" for today; `zone` is the country's, whose calendar tells what today is. */
export class TimePanel {
  #timer = 0;
  #day;

  constructor({ t, lang, zone, onDay, onClose }) {
    Object.assign(this, { t, lang, zone, onDay });
    this.calendar = lang === "ar" ? "hijri" : "gregorian";
    this.fields = { day: this.#field("day", t("time.day")), month: this.#field("month", t("time.month")), year: this.#field("year", t("time.year")) };
    this.slider = h("input", { type: "range", class: "form-range lm-years", step: "1", "aria-label": t("time.years") });
    this.ends = [h("bdi", {}), h("bdi", {})];
    this.words = h("p", { class: "lm-time-words", "aria-live": "polite" });
    this.today = h("button", { type: "button", class: "btn btn-sm btn-outline-primary", onclick: () => this.#choose(this.#now, 0) }, t("time.today"));
    this.heading = h("h2", { class: "lm-card-title", tabindex: "-1" }, t("time.title"));
    const close = h("button", { type: "button", class: "lm-button", "aria-label": t("time.close"), onclick: onClose }, icon("close"));
    this.element = h(
      "section",
      { class: "lm-time", "aria-label": t("time.title"), hidden: true },
      h("header", { class: "lm-card-header" }, this.heading, close),
      h(
        "div",
        { class: "lm-time-body" },
        this.#calendars(),
        h("div", { class: "lm-time-fields" }, ...Object.values(this.fields).map(({ label }) => label)),
        this.slider,
        h("div", { class: "lm-time-ends", "aria-hidden": "true" }, ...this.ends),
        h("div", { class: "lm-time-foot" }, this.words, this.today),
      ),
    );
    this.slider.addEventListener("input", () => this.#pick({ year: Number(this.slider.value) }, PATIENCE));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") onClose();
    });
    this.show(null);
  }

  /** Show a chosen day, or today. */
  show(day) {
    clearTimeout(this.#timer);
    this.#day = day ?? this.#now;
    this.#draw();
  }

  get #now() {
    return todayIn(this.zone);
  }

  #field(name, title) {
    const select = h("select", { class: "form-select form-select-sm", onchange: () => this.#pick({ [name]: Number(select.value) }, 0) });
    return { select, label: h("label", {}, h("span", {}, title), select) };
  }

  #calendars() {
    const titles = { hijri: this.t("time.hijri"), gregorian: this.t("time.gregorian") };
    const choices = CALENDARS.flatMap((calendar) => {
      const box = h("input", {
        type: "radio", class: "btn-check", name: "lm-calendar", id: `lm-calendar-${calendar}`, checked: calendar === this.calendar,
        onchange: () => {
          this.calendar = calendar;
          this.#draw();
        },
      });
      return [box, h("label", { class: "btn btn-sm btn-outline-primary", for: box.id }, titles[calendar])];
    });
    return h("div", { class: "btn-group lm-calendars", role: "radiogroup", "aria-label": this.t("time.calendar") }, ...choices);
  }

  #pick(change, patience) {
    const chosen = { ...inCalendar(this.#day, this.calendar), ...change };
    this.#choose(fromCalendar(chosen, this.calendar), patience);
  }

  // A day to come is today: nothing is told of it.
  #choose(day, patience) {
    const now = this.#now;
    this.#day = day && before(day, now) ? day : now;
    this.#draw();
    clearTimeout(this.#timer);
    const chosen = before(this.#day, now) ? written(this.#day) : "";
    this.#timer = setTimeout(() => this.onDay(chosen), patience);
  }

  #draw() {
    const { calendar, lang } = this;
    const [day, now] = [inCalendar(this.#day, calendar), inCalendar(this.#now, calendar)];
    this.#list("day", RANGE(1, monthLength(day.year, day.month, calendar)), day.day);
    this.#list("month", RANGE(1, 12), day.month, monthNames(calendar, lang));
    this.#list("year", RANGE(Math.min(now.year - LIST_YEARS, day.year), now.year).toReversed(), day.year);
    const first = Math.min(now.year - SLIDER_YEARS, day.year);
    Object.assign(this.slider, { min: String(first), max: String(now.year) });
    this.slider.value = String(day.year);
    [first, now.year].forEach((year, at) => (this.ends[at].textContent = localDigits(year, lang)));
    const words = inBoth(this.#day, calendar, lang);
    this.slider.setAttribute("aria-valuetext", words);
    if (this.words.textContent !== words) this.words.textContent = words;
    this.today.disabled = !before(this.#day, this.#now);
  }

  #list(name, values, chosen, names = null) {
    const { select } = this.fields[name];
    const held = values.map((value) => h("option", { value, selected: value === chosen }, names ? names[value - 1] : localDigits(value, this.lang)));
    select.replaceChildren(...held);
  }
}

/** The banner over the map on a past day; `hidden` are the titles of layers that are not shown then. */
export class DayBanner {
  constructor({ t, lang, onBack }) {
    Object.assign(this, { t, lang });
    this.words = h("strong", {});
    this.note = h("span", { class: "lm-banner-note" });
    const back = h("button", { type: "button", class: "btn btn-sm btn-light", onclick: onBack }, t("time.back"));
    this.element = h("div", { class: "lm-banner", role: "status", hidden: true }, h("p", {}, icon("time"), h("span", {}, this.words, " ", this.note)), back);
  }

  show(day, hidden) {
    this.element.hidden = !day;
    if (!day) return;
    this.words.textContent = this.t("time.banner", { day: inBoth(day, this.lang === "ar" ? "hijri" : "gregorian", this.lang) });
    this.note.textContent = hidden.length ? this.t("time.hidden", { layers: new Intl.ListFormat(this.lang).format(hidden) }) : "";
  }
}

/** Return a day in words of both calendars, that of `calendar` first. */
export function inBoth(day, calendar, lang) {
  const [first, second] = calendar === "hijri" ? CALENDARS : CALENDARS.toReversed();
  return `${inWords(day, first, lang)} (${inWords(day, second, lang)})`;
}
