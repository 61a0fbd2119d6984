// Saving with a diff, what to do when somebody else saved first, and asking the server for a better walk.

import { askJson, Refusal } from "../asking.js";
import { SaveDialog } from "./panels.js";
import { isStale, posted } from "./server.js";

export class Saving {
  busy = false;
  #warn = (event) => {
    if (!this.desk.draft.dirty) return;
    event.preventDefault();
    event.returnValue = true; // older browsers ask only then
  };

  constructor({ desk, asked, t, lang }) {
    Object.assign(this, { desk, asked, t, lang });
    this.dialog = new SaveDialog({ t, lang, parcels: desk.parcels, onSave: (reason) => this.#save(reason), onReload: () => this.#catchUp() });
    this.element = this.dialog.element;
    this.token = desk.element.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  start() {
    window.addEventListener("beforeunload", this.#warn);
  }

  stop() {
    window.removeEventListener("beforeunload", this.#warn);
  }

  /** Say on the element whether anything waits to be saved. */
  standing() {
    this.desk.element.dataset.dirty = String(this.desk.draft.dirty);
    this.desk.element.dataset.revision = String(this.desk.draft.saved.revision);
  }

  ask() {
    if (this.desk.draft.dirty) this.dialog.open(this.desk.draft.changes);
  }

  get #keys() {
    return this.desk.parcels.map(({ key }) => key);
  }

  get #walk() {
    const { order, locked } = this.desk.draft;
    const keys = this.#keys;
    return { order: order.map((parcel) => keys[parcel]), locked: order.filter((parcel) => locked.has(parcel)).map((parcel) => keys[parcel]) };
  }

  // One thing at a time; what is refused is told where the person looks.
  async #ask(work, refuse) {
    if (this.busy) return;
    this.busy = true;
    this.desk.show();
    try {
      await work();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      refuse(refusal);
    } finally {
      this.busy = false;
      this.desk.show();
    }
  }

  #words(refusal) {
    if (refusal.signedOut) return this.t("bench.signed_out");
    return refusal.detail || this.t(refusal.status ? "bench.failed" : "offline");
  }

  async #save(reason) {
    if (!reason) return this.dialog.fail(this.t("bench.reason.missing"));
    await this.#ask(
      async () => {
        const { revision } = await posted(this.asked.save, { ...this.#walk, reason, base_revision: this.desk.draft.saved.revision }, this.token);
        this.desk.draft.keep(revision);
        this.dialog.element.close();
        this.desk.status.say(this.t("bench.saved", { n: revision }));
      },
      (refusal) => this.dialog.fail(this.#words(refusal), { stale: isStale(refusal) }),
    );
  }

  // Mine stays on the screen, compared with what is saved now; what the other person saved is one step back.
  async #catchUp() {
    await this.#ask(
      async () => {
        const { revision, order, locked, parcels } = await askJson(this.asked.ground);
        const at = new Map(this.#keys.map((key, index) => [key, index]));
        const mine = (index) => at.get(parcels[index].key);
        this.desk.draft.rebase({ revision, order: order.map(mine), locked: new Set(locked.map(mine)) });
        this.dialog.show(this.desk.draft.changes);
        this.dialog.fail("");
        this.dialog.tell(this.t("bench.caught_up"));
      },
      (refusal) => this.dialog.fail(this.#words(refusal), { stale: true }),
    );
  }

  /** Ask for the walk that a rule gives; `then` hears {order, sided, kept}. */
  async byRule({ parcels, ...rule }, then) {
    this.desk.status.tell(this.t("bench.rule.trying"));
    await this.#ask(
      async () => {
        const keys = this.#keys;
        const policy = parcels ? { ...rule, keys: parcels.map((parcel) => keys[parcel]) } : rule;
        const { order, ...sides } = await posted(this.asked.policy, { ...this.#walk, policy }, this.token);
        this.desk.status.untell();
        then({ order: this.#indices(order), ...sides });
      },
      (refusal) => this.desk.status.fail(this.#words(refusal)),
    );
  }

  #indices(keys) {
    const at = new Map(this.#keys.map((key, index) => [key, index]));
    return keys.map((key) => at.get(key));
  }

  async improve() {
    this.desk.status.tell(this.t("bench.improving"));
    await this.#ask(
      async () => {
        const { order } = await posted(this.asked.improve, this.#walk, this.token);
        this.desk.status.untell();
        this.desk.replace(this.#indices(order), "improved");
      },
      (refusal) => this.desk.status.fail(this.#words(refusal)),
    );
  }
}
