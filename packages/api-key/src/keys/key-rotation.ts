import { type Clock, checkOptions, type Identity } from '@portcullis/core';
import type { ApiKeyRecord, ApiKeyStore, NewApiKey } from '@portcullis/store';
import { randomKeyId } from '../format/key-format.js';
import type { ApiKeys, RotatedKey, Rotation } from './api-keys.js';
import { changeRecord } from './change-record.js';
import { toApiKey } from './key.js';
import { publishKeyChange } from './key-changes.js';
import { notRotatable, unknownKey } from './key-errors.js';
import type { KeyMint } from './key-minting.js';
import { rotationProblems, type UncheckedRotation } from './rotation-problems.js';

const action = 'Cannot rotate API key';

/** Putting a successor in the place of a key. */
export function keyRotation(
  records: ApiKeyStore,
  mint: KeyMint,
  clock: Clock,
  longestOverlapSeconds: number,
): Pick<ApiKeys, 'rotate' | 'checkRotation'> {
  const checkRotation = (rotation: UncheckedRotation) =>
    rotationProblems(rotation, longestOverlapSeconds, clock.now());
  return {
    checkRotation,

    async rotate(id: string, rotation: Rotation, by?: Identity): Promise<RotatedKey> {
      checkOptions(action, rotation, ['overlapSeconds', 'expiresAt']);
      const [problem] = checkRotation(rotation);
      if (problem) throw new TypeError(`${action}: ${problem.pointer.slice(1)}: ${problem.detail}`);
      const found = await records.find(id);
      if (found === undefined) throw unknownKey();
      const successorId = randomKeyId();
      const { apiKey, kept } = mint.mint({ environment: found.environment, id: successorId });
      const successor = { ...successorOf(found, rotation), ...kept, id: successorId, prefix: mint.prefix };
      const endsAt = clock.now() + rotation.overlapSeconds * 1000;
      const replaced = await records.rotate(id, successor, endsAt);
      if (replaced === undefined) throw unknownKey();
      if (replaced.replacedBy !== successorId) throw notRotatable(replaced);
      const record = await catchUp(records, successorId, found, replaced);
      publishKeyChange('rotated', replaced, by, successorId);
      return { key: toApiKey(record), apiKey, replaced: toApiKey(replaced) };
    },
  };
}

function successorOf(
  { status, createdAt, updatedAt, version, lastUsedAt, replacedBy, ...kept }: ApiKeyRecord,
  { expiresAt }: Rotation,
): NewApiKey {
  return { ...kept, ...(expiresAt !== undefined && { expiresAt }) };
}

/**
 * The step of the rotation is one version ahead of what was read, unless somebody changed the key in between: then the
 * successor was made of what is not so any more. Nobody knows its text yet, so it is in time to change it too.
 */
async function catchUp(
  records: ApiKeyStore,
  successorId: string,
  found: ApiKeyRecord,
  replaced: ApiKeyRecord,
): Promise<ApiKeyRecord> {
  if (replaced.version === found.version + 1) {
    const record = await records.find(successorId);
    if (record === undefined) throw unknownKey();
    return record;
  }
  const { name, metadata, scopes, roles, permissions, allowedAddresses } = replaced;
  return changeRecord(records, successorId, (stored) => {
    const { scopes: _s, roles: _r, permissions: _p, allowedAddresses: _a, ...rest } = stored;
    return {
      ...rest,
      name,
      metadata,
      ...(scopes && { scopes }),
      ...(roles && { roles }),
      ...(permissions && { permissions }),
      ...(allowedAddresses && { allowedAddresses }),
    };
  });
}
