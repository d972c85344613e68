// Ours: apiKey as a user mounts it, on the memory store.
import { apiKey, createApiKeys } from '@portcullis/api-key';
import { principalOf } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import { callingApp, createKeyServer, keyHeader } from './key-server.js';

const options = { prefix: 'bank', peppers: ['a secret of the bench, 32 bytes long'] };

export async function createContender() {
  const keys = createApiKeys({ ...options, store: createMemoryStore() });
  const elsewhere = createApiKeys({ ...options, store: createMemoryStore() });
  const details = { name: 'Bench', clientId: callingApp, scopes: ['accounts:read'] };
  const good = await keys.issue(details);
  const suspended = await keys.issue(details);
  const expired = await keys.issue(details);
  const unknown = await elsewhere.issue(details);
  await keys.suspend(suspended.key.id);
  await keys.expire(expired.key.id);
  return createKeyServer({
    keys: {
      good: good.apiKey,
      suspended: suspended.apiKey,
      expired: expired.apiKey,
      unknown: unknown.apiKey,
    },
    authenticate: apiKey({ keys, issuer: 'https://login.example', header: keyHeader, realm: 'api' }),
    clientOf: (req) => principalOf(req).client.id,
  });
}
