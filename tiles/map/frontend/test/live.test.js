import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Live } from "../src/live.js";

let streams;
let asked;
let answers;
let page;

class Stream extends EventTarget {
  static CLOSED = 2;

  constructor(url) {
    super();
    Object.assign(this, { url, readyState: 1 });
    streams.push(this);
  }

  close() {
    this.readyState = Stream.CLOSED;
    this.shut = true;
  }

  tell(name, told) {
    this.dispatchEvent(Object.assign(new Event(name), { data: JSON.stringify(told), lastEventId: told.id }));
  }

  fail({ refused = false } = {}) {
    this.readyState = refused ? Stream.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }
}

const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

beforeEach(() => {
  [streams, asked, answers] = [[], [], []];
  page = Object.assign(new EventTarget(), { hidden: false });
  mock.timers.enable({ apis: ["setTimeout"] });
  Object.assign(globalThis, { document: page, window: { location: { href: "http://map.test/" } }, EventSource: Stream });
  mock.method(globalThis, "fetch", async (url) => {
    asked.push(url);
    const told = answers.shift();
    return told ? Response.json(told) : new Response("", { status: 503 });
  });
  mock.method(console, "warn", () => {});
});

afterEach(() => {
  mock.restoreAll();
  mock.timers.reset();
});

function follow(since = "7:7:") {
  const heard = [];
  const live = new Live({ url: "/tiles/live", since, onChange: (layers, boxes) => heard.push([layers, boxes]) });
  live.start();
  return { live, heard };
}

test("a stream begins where the page was made, and tells what changed", () => {
  const { heard } = follow();
  assert.equal(streams[0].url, "http://map.test/tiles/live?since=7%3A7%3A");
  streams[0].tell("hello", { id: "8:8:" });
  streams[0].tell("tiles", { id: "9:9:", layers: ["parcels"], tiles: [[0, 0, 1, 1]] });
  assert.deepEqual(heard, [[["parcels"], [[0, 0, 1, 1]]]]);
});

test("after a broken stream what was missed is asked for, and then there is a stream again", async () => {
  const { heard } = follow();
  streams[0].tell("tiles", { id: "9:9:", layers: [], tiles: [] });
  answers.push({ id: "12:12:", changes: [{ layers: ["plans"], tiles: [[1, 1, 2, 2]] }], whole: false });
  streams[0].fail();
  mock.timers.tick(2000);
  await settle();
  assert.deepEqual(asked, ["http://map.test/tiles/live?since=9%3A9%3A"]);
  assert.deepEqual(heard, [[["plans"], [[1, 1, 2, 2]]]]);
  assert.match(streams[1].url, /since=12%3A12%3A/);
});

test("where no stream is to be had it asks every few seconds", async () => {
  const { heard } = follow();
  answers.push({ id: "8:8:", changes: [] }, { id: "9:9:", changes: [], whole: true });
  streams[0].fail({ refused: true });
  mock.timers.tick(0);
  await settle();
  assert.equal(asked.length, 1);
  mock.timers.tick(5000);
  await settle();
  assert.equal(asked.length, 2);
  assert.equal(streams.length, 1, "no stream is tried at once");
  assert.deepEqual(heard, [[null, null]], "too much was missed");
});

test("a server that does not answer is asked again", async () => {
  follow();
  streams[0].fail({ refused: true });
  mock.timers.tick(0);
  await settle();
  mock.timers.tick(5000);
  await settle();
  assert.equal(asked.length, 2);
});

test("nothing is asked while the page is hidden, and what was missed when it is seen again", async () => {
  follow();
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.ok(streams[0].shut);
  mock.timers.tick(600_000);
  await settle();
  assert.equal(asked.length, 0);
  answers.push({ id: "9:9:", changes: [] });
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  await settle();
  assert.equal(asked.length, 1);
  assert.equal(streams.length, 2);
});

test("a map that is gone hears nothing", async () => {
  const { live } = follow();
  live.stop();
  assert.ok(streams[0].shut);
  mock.timers.tick(600_000);
  await settle();
  assert.equal(asked.length + streams.length, 1);
});
