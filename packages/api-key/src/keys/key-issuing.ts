import type { Clock, Identity } from '@portcullis/core';
import type { ApiKeyStore, NewApiKey } from '@portcullis/store';
import { randomKeyId } from '../format/key-format.js';
import type { ApiKeys, IssuedKey } from './api-keys.js';
import { checkKeyDetails, newKeyNames } from './check-key-details.js';
import { type NewKeyDetails, toApiKey, withoutNulls } from './key.js';
import { publishKeyChange } from './key-changes.js';
import { idTaken } from './key-errors.js';
import type { KeyMint } from './key-minting.js';
import type { KnownNames } from './key-problems.js';

const action = 'Cannot issue API key';

/** Making new keys. */
export function keyIssuing(
  records: ApiKeyStore,
  mint: KeyMint,
  known: KnownNames,
  clock: Clock,
): Pick<ApiKeys, 'issue' | 'issueIfAbsent'> {
  return {
    async issue(details, by) {
      return (await enter(details, by)) ?? refuseId();
    },
    issueIfAbsent: enter,
  };

  async function enter(details: NewKeyDetails, by?: Identity): Promise<IssuedKey | undefined> {
    checkKeyDetails(action, details, newKeyNames, known, clock.now());
    const entry = newKey(action, details);
    const { apiKey, kept } = mint.mint(entry);
    const record = await records.insert({ ...entry, ...kept, prefix: mint.prefix });
    if (record === undefined) return undefined;
    publishKeyChange('issued', record, by);
    return { key: toApiKey(record), apiKey };
  }
}

/**
 * The record of a new key, as far as its text is not concerned.
 *
 * @throws TypeError without a name or a client.
 */
export function newKey(
  action: string,
  details: NewKeyDetails,
): Omit<NewApiKey, 'digest' | 'pepperVersion' | 'prefix'> {
  const { clientId, name } = details;
  if (name === undefined) throw new TypeError(`${action}: name is missing`);
  if (clientId === undefined) throw new TypeError(`${action}: clientId is missing`);
  return {
    id: randomKeyId(),
    environment: 'live',
    metadata: {},
    ...withoutNulls(details),
    name,
    clientId,
  };
}

function refuseId(): never {
  throw idTaken();
}
