// Asking the server: an answer, a refusal with its code, the sign-in's page instead, and nobody there.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { askJson, askPiece, Refusal } from "../src/asking.js";

const FETCH = globalThis.fetch;
const JSON_TYPE = { "Content-Type": "application/problem+json; charset=utf-8" };
const HTML = { "Content-Type": "text/html; charset=utf-8" };
const answering = (...given) => (globalThis.fetch = async () => new Response(...given));
const refusalOf = (promise) => promise.then(() => assert.fail("answered"), (refusal) => refusal);

afterEach(() => (globalThis.fetch = FETCH));

test("an answer is its JSON, a piece its text", async () => {
  answering('{"rows": [1]}', { headers: JSON_TYPE });
  assert.deepEqual(await askJson("/rows/"), { rows: [1] });
  answering("<article>7</article>", { headers: HTML });
  assert.equal(await askPiece("/card/"), "<article>7</article>");
});

test("a refusal tells its status, its code and its words", async () => {
  answering('{"code": "case_stale", "detail": "Somebody else was first."}', { status: 409, headers: JSON_TYPE });
  const refusal = await refusalOf(askJson("/step/"));
  assert.ok(refusal instanceof Refusal);
  assert.deepEqual([refusal.status, refusal.code, refusal.detail, refusal.signedOut], [409, "case_stale", "Somebody else was first.", false]);
  answering("<h1>gone</h1>", { status: 404, headers: HTML });
  assert.equal((await refusalOf(askJson("/rows/"))).status, 404);
  assert.equal((await refusalOf(askPiece("/card/"))).status, 404);
});

test("the page of the sign-in in place of an answer says that the session ended", async () => {
  for (const ask of [askJson, askPiece]) {
    answering("\n<!DOCTYPE html><title>Sign in</title>", { headers: HTML });
    assert.equal((await refusalOf(ask("/rows/"))).signedOut, true);
  }
});

test("nobody there is a refusal without a status; who lets go hears that he did", async () => {
  globalThis.fetch = async () => { throw new TypeError("Failed to fetch"); };
  assert.deepEqual([(await refusalOf(askJson("/rows/"))).status, (await refusalOf(askJson("/rows/"))).signedOut], [0, false]);
  globalThis.fetch = async () => { throw new DOMException("let go", "AbortError"); };
  assert.equal((await refusalOf(askJson("/rows/"))).name, "AbortError");
});
