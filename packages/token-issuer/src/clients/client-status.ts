import type { Identity } from '@portcullis/core';
import type { ClientStore, RecordStatus } from '@portcullis/store';
import { type Client, toClient } from './client.js';
import { type ClientChange, publishClientChange } from './client-changes.js';
import { clientRevoked, unknownClient } from './client-errors.js';
import type { Clients } from './clients.js';

/** Suspending, resuming and revoking. Asking for what is so already changes nothing and is no error. */
export function clientStatus(records: ClientStore): Pick<Clients, 'suspend' | 'resume' | 'revoke'> {
  return {
    suspend: (id, by) => setStatus(id, 'suspended', 'suspended', by),
    resume: (id, by) => setStatus(id, 'active', 'resumed', by),
    revoke: (id, by) => setStatus(id, 'revoked', 'revoked', by),
  };

  async function setStatus(
    id: string,
    status: RecordStatus,
    change: ClientChange['change'],
    by: Identity | undefined,
  ): Promise<Client> {
    const record = await records.setStatus(id, status);
    if (record === undefined) throw unknownClient();
    if (record.status !== status) throw clientRevoked();
    publishClientChange({ change, clientId: id, ...(by && { by }) });
    return toClient(record);
  }
}
