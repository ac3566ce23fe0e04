/**
 * The time of day in milliseconds since 1970, which goes on where somebody sets the clock back: a grant is not made
 * longer by that. A clock that is set forward ends grants early, as does a machine that slept.
 */
export function steadyClock(
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): () => number {
  const offset = wall() - steady();
  return () => Math.max(wall(), offset + steady());
}
