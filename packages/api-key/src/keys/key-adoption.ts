import type { Clock, Identity } from '@portcullis/core';
import type { ApiKeyStore } from '@portcullis/store';
import type { ApiKeys } from './api-keys.js';
import { checkKeyDetails, newKeyNames } from './check-key-details.js';
import { type FindForeignKey, isForeignKey } from './foreign-keys.js';
import { type ApiKey, type NewKeyDetails, toApiKey } from './key.js';
import { publishKeyChange } from './key-changes.js';
import { idTaken, keyTaken } from './key-errors.js';
import { newKey } from './key-issuing.js';
import type { KeyMint } from './key-minting.js';
import type { KnownNames } from './key-problems.js';

const action = 'Cannot adopt API key';

/** Entering keys that another system made. */
export function keyAdoption(
  records: ApiKeyStore,
  mint: KeyMint,
  known: KnownNames,
  clock: Clock,
  findForeign: FindForeignKey | undefined,
): Pick<ApiKeys, 'adopt'> {
  return {
    async adopt(apiKey: string, details: NewKeyDetails, by?: Identity): Promise<ApiKey> {
      if (findForeign === undefined) throw new TypeError(`${action}: acceptForeignKeys is not set`);
      if (typeof apiKey !== 'string' || !isForeignKey(apiKey, mint.prefix)) throw new TypeError(malformed);
      checkKeyDetails(action, details, newKeyNames, known, clock.now());
      const entry = newKey(action, details);
      if ((await findForeign(apiKey)) !== undefined) throw keyTaken();
      const record = await records.insert({ ...entry, ...mint.keep(apiKey), prefix: '' });
      if (record === undefined) throw (await records.find(entry.id)) === undefined ? keyTaken() : idTaken();
      publishKeyChange('adopted', record, by);
      return toApiKey(record);
    },
  };
}

const malformed = `${action}: it must be 16 to 512 visible ASCII characters, and not begin as keys of this registry do`;
