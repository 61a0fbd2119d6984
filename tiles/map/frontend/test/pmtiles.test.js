import assert from "node:assert/strict";
import test from "node:test";
import { Archive } from "../src/pmtiles/archive.js";

const bytes = (text) => new TextEncoder().encode(text).buffer;

function file(answers) {
  const asked = [];
  return {
    asked,
    async getZxy(z, x, y) {
      asked.push(`${z}/${x}/${y}`);
      const answer = answers(z, x, y);
      if (answer instanceof Error) throw answer;
      return answer && { data: answer };
    },
  };
}

test("a tile is fetched once for all layers that ask for it", async () => {
  const held = file((z) => bytes(`tile of ${z}`));
  const archive = new Archive("", held);
  const found = await Promise.all([archive.read([16, 1, 2]), archive.read([16, 1, 2]), archive.read([16, 1, 2])]);
  assert.equal(new Set(found).size, 1);
  assert.deepEqual(held.asked, ["16/1/2"]);
});

test("where the archive has nothing a tile is empty", async () => {
  const archive = new Archive("", file(() => undefined));
  assert.equal((await archive.read([16, 0, 0])).byteLength, 0);
});

test("what failed is asked for again", async () => {
  let broken = true;
  const archive = new Archive("", file(() => (broken ? new Error("no network") : bytes("there"))));
  await assert.rejects(archive.read([16, 0, 0]), /no network/);
  broken = false;
  assert.equal((await archive.read([16, 0, 0])).byteLength, 5);
});

test("the tiles that were asked for longest ago are forgotten", async () => {
  const held = file((z, x) => bytes(`${x}`));
  const archive = new Archive("", held);
  for (let x = 0; x < 96; x += 1) await archive.read([16, x, 0]);
  await archive.read([16, 0, 0]); // asked for again just now
  await archive.read([16, 96, 0]);
  await archive.read([16, 0, 0]);
  assert.equal(held.asked.filter((address) => address === "16/0/0").length, 1);
  await archive.read([16, 1, 0]);
  assert.equal(held.asked.filter((address) => address === "16/1/0").length, 2);
});
