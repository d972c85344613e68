import type { ApiKeyRecord, ApiKeyStore } from '@portcullis/store';
import { changedMeanwhile, keyRevoked, unknownKey } from './key-errors.js';

/** A change that others overtake again and again is given up: somebody changes the key in a loop. */
const maxAttempts = 10;

/**
 * Reads and writes a key until nobody has written in between.
 *
 * @param revise the key as it shall stand, or the same one where nothing is to be written.
 * @throws SecurityError 404 when it is unknown, 409 when it was revoked or is changed all the time.
 */
export async function changeRecord(
  records: ApiKeyStore,
  id: string,
  revise: (stored: ApiKeyRecord) => ApiKeyRecord,
): Promise<ApiKeyRecord> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const stored = await records.find(id);
    if (stored === undefined) throw unknownKey();
    if (stored.status === 'revoked') throw keyRevoked();
    const revised = revise(stored);
    if (revised === stored) return stored;
    const written = await records.update(revised);
    if (written !== undefined) return written;
  }
  throw changedMeanwhile();
}
