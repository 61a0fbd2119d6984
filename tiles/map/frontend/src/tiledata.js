// Where the bytes of a tile come from: its address, or a reader that was offered for the layer (a file that holds all tiles).

const readers = [];

/** Offer a reader: `test(layer)` says for which layers, `read(layer, [z, x, y], signal)` resolves to an ArrayBuffer, empty where nothing lies. */
export function offerReader(test, read) {
  readers.push({ test, read });
}

/** Resolve to the bytes of a tile. `fresh`: not those that the browser holds. Anything but 2xx is an Error. */
export async function fetchTile(layer, coordinate, url, { fresh = false, signal } = {}) {
  const reader = readers.find(({ test }) => test(layer));
  if (reader) return reader.read(layer, coordinate, signal);
  const answer = await fetch(url, { signal, cache: fresh ? "reload" : "default" });
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer.arrayBuffer();
}
