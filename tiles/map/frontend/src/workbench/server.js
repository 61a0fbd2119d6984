// Talking to the server: the ground of a block, a walk improved around the locks, and saving.

const STALE = "numbering_revision_outdated";
const SIGNED_OUT = 401;

/** A refusal in words: `status` is that of HTTP, `code` that of the domain, "" where nobody answered. */
export class Refusal extends Error {
  constructor({ status = 0, code = "", detail = "" } = {}) {
    super(detail);
    Object.assign(this, { status, code });
  }

  get signedOut() {
    return this.status === SIGNED_OUT;
  }

  /** Did somebody else save first? */
  get stale() {
    return this.code === STALE;
  }
}

/** Return the JSON that an address answers; throws a Refusal. */
export async function fetched(url) {
  return answered(url, { headers: { Accept: "application/json" } });
}

/** Return the JSON that an address answers to a body; throws a Refusal. */
export async function posted(url, body, token) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  return answered(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function answered(url, options) {
  const answer = await fetch(url, options).catch(() => {
    throw new Refusal();
  });
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  const told = json ? await answer.json() : {};
  if (!answer.ok) throw new Refusal({ status: answer.status, code: told.code, detail: told.detail });
  if (!json) throw new Refusal({ status: SIGNED_OUT }); // the page of the sign-in came instead
  return told;
}
