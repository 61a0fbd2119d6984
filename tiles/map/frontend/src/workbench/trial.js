// A rule on trial: asked of the server, shown everywhere, then accepted as one step or dropped.

import { changesBetween } from "./order.js";
import { RulePanel } from "./rules.js";

export class Trial {
  constructor({ desk, t, lang }) {
    Object.assign(this, { desk, t });
    this.panel = new RulePanel({ t, lang, run: { changed: () => desk.aim(), ask: (rule) => this.#ask(rule), accept: () => this.#accept(), drop: () => this.drop() } });
  }

  async #ask(rule) {
    this.drop();
    await this.desk.saving.byRule(rule, ({ order, ...sides }) => this.#show(order, sides));
  }

  #show(order, sides) {
    const { draft } = this.desk;
    const now = draft.score;
    const changes = changesBetween(draft.order, order).length;
    if (!changes) return this.desk.status.say(this.t("bench.rule.same"));
    draft.try(order);
    this.panel.compare({ now, then: draft.score, changes, ...sides });
    this.panel.result.scrollIntoView({ block: "nearest" });
    this.desk.say("tried");
  }

  #accept() {
    this.panel.compare(null);
    if (this.desk.draft.accept()) this.desk.say("ruled");
  }

  /** Show again what stood before the trial, if one is on. */
  drop() {
    this.panel.compare(null);
    if (this.desk.draft.drop()) this.desk.say("dropped");
  }
}
