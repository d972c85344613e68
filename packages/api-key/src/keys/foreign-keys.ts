import type { Eventually } from '@portcullis/core';
import type { ApiKeyStore, PresentedApiKey } from '@portcullis/store';
import { chain } from '../chain.js';
import { hasKeyPrefix, longestKey } from '../format/key-format.js';
import type { Pepper } from '../format/peppers.js';

const visible = /^[!-~]*$/;
const shortestForeign = 16;

/** Can this be a key that another system made: 16 to 512 visible ASCII characters, and not one that begins as ours do? */
export function isForeignKey(text: string, prefix: string): boolean {
  const hasLength = text.length >= shortestForeign && text.length <= longestKey;
  return hasLength && visible.test(text) && !hasKeyPrefix(text, prefix);
}

export type FindForeignKey = (text: string) => Eventually<PresentedApiKey | undefined>;

/**
 * Looks for a foreign key by its digest, under each pepper in turn. The oldest is first: a digest that is renewed
 * meanwhile moves to the newest, and is met there. Every pepper is tried for every key, so that all take as long.
 */
export function foreignKeyFinder(records: ApiKeyStore, peppers: readonly Pepper[]): FindForeignKey {
  const oldestFirst = peppers.toReversed();
  return (text) => {
    let found: Eventually<PresentedApiKey | undefined>;
    for (const pepper of oldestFirst) {
      found = chain(found, (earlier) =>
        chain(records.findPresentedByDigest(pepper.digest(text)), (now) => earlier ?? now),
      );
    }
    return found;
  };
}
