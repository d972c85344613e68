/**
 * What guards against a replay (a mark, a consumed code, a revocation) is kept this long past the end of what it guards,
 * in milliseconds: neither a sweep nor a clock set back by less than an hour opens the way again.
 */
export const REPLAY_MARGIN_MS = 3_600_000;

/** The one rule of all ends: over when `end` is not after `now`. No end, never over. */
export function isOver(end: number | undefined, now: number): boolean {
  return end !== undefined && end <= now;
}

/**
 * `tokensValidFrom` for "everything so far": the next whole second. `iat` has whole seconds, so a finer line would
 * leave tokens of the same second alive.
 */
export function nextWholeSecond(now: number): number {
  return (Math.floor(now / 1000) + 1) * 1000;
}
