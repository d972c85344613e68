import { equalDigests } from '@portcullis/core';
import type { TokenFamily } from '@portcullis/store';
import type { RefreshToken } from './refresh-token.js';

/**
 * Where a genuine refresh token stands in its family:
 *
 * - `current`: the one that is good;
 * - `replaced`: the one before it, and so lately that the reply may have been lost on the way;
 * - `overtaken`: two before it, just as lately: a request that was slower than two others;
 * - `reused`: older than that. Two parties have it;
 * - `unknown`: newer than the store knows, after an old state of it was brought back.
 */
export type RefreshTokenStanding = 'current' | 'replaced' | 'overtaken' | 'reused' | 'unknown';

export function standingOf(
  { hash, generation }: RefreshToken,
  { currentHash, previousHash, rotatedAt, ...family }: TokenFamily,
  now: number,
  graceMs: number,
): RefreshTokenStanding {
  if (currentHash !== undefined && equalDigests(hash, currentHash)) return 'current';
  const lately = rotatedAt !== undefined && now < rotatedAt + graceMs;
  if (lately && previousHash !== undefined && equalDigests(hash, previousHash)) return 'replaced';
  const behind = family.generation - generation;
  if (lately && behind === 2) return 'overtaken';
  return behind > 0 ? 'reused' : 'unknown';
}
