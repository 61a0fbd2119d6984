// Asking our own server from a page that stands open: it answers, or a Refusal says why not.

const SIGNED_OUT = 401;
const WHOLE_PAGE = /^\s*<!doctype/i;

/** A refusal in words: `status` is that of HTTP, 0 where nobody answered; `code` that of the domain, "" where none was told. */
export class Refusal extends Error {
  constructor({ status = 0, code = "", detail = "" } = {}, url = "") {
    super(detail || `${status} for ${url}`);
    Object.assign(this, { status, code, detail });
  }

  /** Was the page of the sign-in sent instead? The session ended after this page was opened. */
  get signedOut() {
    return this.status === SIGNED_OUT;
  }
}

/** Resolve to the JSON that an address answers; throws a Refusal, or the AbortError of who let go of it. */
export async function askJson(url, { headers = {}, ...options } = {}) {
  const answer = await answered(url, { ...options, headers: { Accept: "application/json", ...headers } });
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  const told = json ? await answer.json() : await nothingOf(answer);
  if (!answer.ok) throw new Refusal({ status: answer.status, code: told.code, detail: told.detail }, url);
  if (!json) throw new Refusal({ status: SIGNED_OUT }, url);
  return told;
}

/** Resolve to the piece of a page that an address answers, as text; throws as askJson does. */
export async function askPiece(url, options = {}) {
  const answer = await answered(url, { ...options, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Refusal({ status: answer.status }, url);
  const text = await answer.text();
  if (WHOLE_PAGE.test(text)) throw new Refusal({ status: SIGNED_OUT }, url);
  return text;
}

/** Note a failure for who looks into the page. That a session ended is none: the person is told. */
export function noted(where, error) {
  if (!error.signedOut) console.error(`${where}:`, error);
}

// A page that nobody reads is let go of: the connection is free again.
async function nothingOf(answer) {
  await answer.body?.cancel();
  return {};
}

async function answered(url, options) {
  return fetch(url, options).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Refusal({}, url);
  });
}
