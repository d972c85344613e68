import { type Eventually, sha256, type VerifiedCache } from '@portcullis/core';
import type { RevocationView } from '@portcullis/store';
import { chain } from './chain.js';
import { longestKey } from './format/key-format.js';
import { stillHolds, type VerifiedKey } from './verified-key.js';

/** Text in, what it is good for out. Throws, or rejects, when the key is refused. */
export type FindVerifiedKey = (text: string, now: number) => Eventually<VerifiedKey>;

/**
 * Looks a key up unless the cache knows it and what was found out still holds: then it is given at once. A key that does
 * not hold any more is looked up as one that nobody knows, so its refusal takes as long. The digest of the text is the
 * key of the cache, so no text is kept in memory.
 */
export function rememberKeys(
  find: FindVerifiedKey,
  cache: VerifiedCache<VerifiedKey>,
  revocations: RevocationView,
): FindVerifiedKey {
  return (text, now) => {
    if (text.length > longestKey) return find(text, now);
    const digest = sha256(text);
    const known = cache.find(digest);
    if (known !== undefined && stillHolds(known, revocations, now)) return known;
    return chain(find(text, now), (found) => {
      cache.add(digest, found);
      return found;
    });
  };
}
