/** The same function of one thing, worked out once for each. Only for what is never changed in place. */
export function oncePer<A extends object, R>(work: (one: A) => R): (one: A) => R {
  const known = new WeakMap<A, { result: R }>();
  return one => {
    let found = known.get(one);
    if (!found) {
      found = { result: work(one) };
      known.set(one, found);
    }
    return found.result;
  };
}

/**
 * The same function of two things, worked out once for as long as it is asked about the same ones. Only for what is never changed
 * in place: a list of records is another list once one of them changes, and a listing is never written to.
 */
export function whileSame<A extends object, B extends object, R>(
  work: (one: A, other: B) => R,
): (one: A, other: B) => R {
  const known = new WeakMap<A, { other: B; result: R }>();
  return (one, other) => {
    const before = known.get(one);
    if (before?.other === other) return before.result;
    const result = work(one, other);
    known.set(one, { other, result });
    return result;
  };
}
