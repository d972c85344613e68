import type { Clock } from '@portcullis/core';
import type { ApiKeyRecord, ApiKeyStore } from '@portcullis/store';
import type { ApiKeys } from './api-keys.js';
import { changeRecord } from './change-record.js';
import { checkKeyDetails, detailNames } from './check-key-details.js';
import { type KeyDetails, toApiKey, withoutNulls } from './key.js';
import { publishKeyChange } from './key-changes.js';
import { isTime, type KnownNames } from './key-problems.js';

/** Changing what a key may do, and bringing its end forward. */
export function keyUpdating(
  records: ApiKeyStore,
  known: KnownNames,
  clock: Clock,
): Pick<ApiKeys, 'update' | 'expire'> {
  return {
    async update(id, details, by) {
      checkKeyDetails('Cannot update API key', details, detailNames, known, clock.now());
      const record = await changeRecord(records, id, (stored) => revised(stored, details));
      publishKeyChange('updated', record, by);
      return toApiKey(record);
    },

    async expire(id, at = clock.now(), by) {
      if (!isTime(at)) throw new TypeError('Cannot expire API key: at must be milliseconds since the epoch');
      const record = await changeRecord(records, id, (stored) =>
        stored.expiresAt !== undefined && stored.expiresAt <= at ? stored : { ...stored, expiresAt: at },
      );
      publishKeyChange('expired', record, by);
      return toApiKey(record);
    },
  };
}

function revised(stored: ApiKeyRecord, details: Partial<KeyDetails>): ApiKeyRecord {
  return withoutNulls({ ...stored, ...details }) as ApiKeyRecord;
}
