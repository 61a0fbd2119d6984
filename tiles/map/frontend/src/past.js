// Past days on the map: keeps the panel, the banner, the legend and the card in step with the day that is shown.

import { readDay } from "./days.js";
import { markPast } from "./ui/legend.js";
import { DayBanner, TimePanel } from "./ui/timeline.js";

/**
 * The parts of a map for past days. `onChoose(day)` hears what a person chose, written, "" for today; `onClose` the panel closed.
 */
export class PastDays {
  constructor({ t, config, viewer, legend, card, onChoose, onClose }) {
    Object.assign(this, { t, config, viewer, legend, card });
    const { lang, past } = config;
    this.panel = new TimePanel({ t, lang, zone: past.zone, onDay: onChoose, onClose });
    this.banner = new DayBanner({ t, lang, onBack: () => onChoose("") });
    this.elements = [this.banner.element, this.panel.element];
  }

  get open() {
    return !this.panel.element.hidden;
  }

  set open(open) {
    this.panel.element.hidden = !open;
  }

  /** Px that the panel covers. */
  get height() {
    return this.panel.element.offsetHeight;
  }

  focus() {
    this.panel.heading.focus({ preventScroll: true });
  }

  /** Show the land as it was at the end of a day, written; "" for today. */
  show(day) {
    this.viewer.showDay(day);
    this.panel.show(readDay(day));
    this.card.remark(day ? this.t("time.card") : "");
    markPast(this.legend, this.config.layers, Boolean(day));
    this.tell();
  }

  /** Say which day is shown, and which of the layers that are switched on are not: only today is known of them. */
  tell() {
    const hidden = this.config.layers.filter((layer) => layer.in_legend && !layer.past && this.viewer.visible(layer.name));
    this.banner.show(readDay(this.viewer.day), hidden.map(({ title }) => title));
  }
}
