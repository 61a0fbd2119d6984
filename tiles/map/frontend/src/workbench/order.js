// Orders of a block's parcels, and what may be done to them. A locked parcel keeps its place: the others flow around it.
// Every function returns a new order and leaves what it was given alone. Parcels are indices into the ground.

function isFree(locked) {
  return (parcel) => !locked.has(parcel);
}

// Put the free parcels, in their new turn, into the places that are not locked.
function filled(order, free, locked) {
  let next = 0;
  return order.map((parcel) => (locked.has(parcel) ? parcel : free[next++]));
}

// Take the free ones among `parcels` out and put them back in their turn at `at(staying)` among those that stay.
function replaced(order, parcels, locked, at) {
  const going = parcels.filter(isFree(locked));
  const leaving = new Set(going);
  const staying = order.filter((parcel) => !locked.has(parcel) && !leaving.has(parcel));
  const place = Math.max(0, Math.min(staying.length, at(staying)));
  return filled(order, [...staying.slice(0, place), ...going, ...staying.slice(place)], locked);
}

function inTurn(order, parcels) {
  const among = new Set(parcels);
  return order.filter((parcel) => among.has(parcel));
}

/** Move parcels, kept in their turn, so that the first of them comes to a place (0 is the first number). */
export function moved(order, parcels, place, locked) {
  return replaced(order, inTurn(order, parcels), locked, () => order.slice(0, Math.max(0, place)).filter(isFree(locked)).length);
}

/** Let parcels, kept in their turn, go into the gap before a place; the gap after the last is `order.length`. */
export function dropped(order, parcels, gap, locked) {
  const before = new Set(order.slice(0, gap));
  return replaced(order, inTurn(order, parcels), locked, (staying) => staying.filter((parcel) => before.has(parcel)).length);
}

/** Move parcels one place up (-1) or down (+1), past a locked one if it stands in the way. */
export function stepped(order, parcels, step, locked) {
  const free = order.filter(isFree(locked));
  const among = new Set(parcels);
  const first = free.findIndex((parcel) => among.has(parcel));
  return replaced(order, inTurn(order, parcels), locked, () => first + step);
}

/** Number parcels one after another in the turn given, from the lowest number that any of them has. */
export function gathered(order, parcels, locked) {
  const free = order.filter(isFree(locked));
  const among = new Set(parcels);
  return replaced(order, parcels, locked, () => free.findIndex((parcel) => among.has(parcel)));
}

/** Number a parcel next after another. */
export function placedAfter(order, parcel, previous, locked) {
  if (parcel === previous) return order;
  const until = new Set(order.slice(0, order.indexOf(previous) + 1));
  return replaced(order, [parcel], locked, (staying) => staying.filter((each) => until.has(each)).length);
}

/** Turn the order round: all of it, or only these parcels among the places that they hold. */
export function reversed(order, locked, among = null) {
  const few = among && new Set(among);
  const turns = (parcel) => !locked.has(parcel) && (!few || few.has(parcel));
  const turned = order.filter(turns).reverse();
  let next = 0;
  return order.map((parcel) => (turns(parcel) ? turned[next++] : parcel));
}

/** Let the walk, taken as a round, begin at a parcel. */
export function startedAt(order, parcel, locked) {
  if (locked.has(parcel)) return order;
  const free = order.filter(isFree(locked));
  const cut = free.indexOf(parcel);
  return filled(order, [...free.slice(cut), ...free.slice(0, cut)], locked);
}

const places = new WeakMap(); // by order: an order is never changed, only replaced

/** Return the place of each parcel in an order, by parcel. */
export function placesOf(order) {
  if (!places.has(order)) {
    const found = new Int32Array(order.length);
    order.forEach((parcel, place) => {
      found[parcel] = place;
    });
    places.set(order, found);
  }
  return places.get(order);
}

/** Are two orders the same? */
export function same(one, other) {
  return one.length === other.length && one.every((parcel, place) => parcel === other[place]);
}

/** Return whose number changes, by the new number: [{parcel, from, to}], numbers from 1. */
export function changesBetween(saved, order) {
  const was = new Map(saved.map((parcel, place) => [parcel, place + 1]));
  return order.map((parcel, place) => ({ parcel, from: was.get(parcel), to: place + 1 })).filter(({ from, to }) => from !== to);
}
