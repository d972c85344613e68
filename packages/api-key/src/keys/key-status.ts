import type { Identity } from '@portcullis/core';
import type { ApiKeyStore, RecordStatus } from '@portcullis/store';
import type { ApiKeys } from './api-keys.js';
import { type ApiKey, toApiKey } from './key.js';
import { type ApiKeyChange, publishKeyChange } from './key-changes.js';
import { keyRevoked, unknownKey } from './key-errors.js';

/** Suspending, resuming and revoking. Asking for what is so already changes nothing and is no error. */
export function keyStatus(records: ApiKeyStore): Pick<ApiKeys, 'suspend' | 'resume' | 'revoke'> {
  return {
    suspend: (id, by) => setStatus(id, 'suspended', 'suspended', by),
    resume: (id, by) => setStatus(id, 'active', 'resumed', by),
    revoke: (id, by) => setStatus(id, 'revoked', 'revoked', by),
  };

  async function setStatus(
    id: string,
    status: RecordStatus,
    change: ApiKeyChange['change'],
    by: Identity | undefined,
  ): Promise<ApiKey> {
    const record = await records.setStatus(id, status);
    if (record === undefined) throw unknownKey();
    if (record.status !== status) throw keyRevoked();
    publishKeyChange(change, record, by);
    return toApiKey(record);
  }
}
