// Ours: the whole stack as a user mounts it, keys and limits in the memory of the process.
import { apiKey, createApiKeys } from '@portcullis/api-key';
import { type EntitlementSource, requireEntitlement, requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { principalOf } from '@portcullis/core';
import { keyRateLimit } from '@portcullis/limits';
import { secureHeaders } from '@portcullis/perimeter';
import { createMemoryStore } from '@portcullis/store';
import { createAccountServer } from './account-server.js';
import {
  anotherApp,
  callingApp,
  type FullStackMaterial,
  keyHeader,
  ownerOf,
  plan,
  readScope,
} from './full-stack-material.js';

const options = { prefix: 'bank', peppers: ['a secret of the bench, 32 bytes long'] };

const source: EntitlementSource = {
  isEntitled: ({ principal: { user }, id }) => user !== undefined && ownerOf.get(id) === user.id,
};

export async function createContender(material: FullStackMaterial) {
  const { issuer, audience, algorithm, jwks, cacheEntries } = material;
  const keys = createApiKeys({ ...options, store: createMemoryStore() });
  const application = apiKey({ keys, issuer, header: keyHeader });
  const user = bearer({
    issuer,
    audience,
    algorithms: [algorithm],
    jwks: { keys: [...jwks.keys] },
    cache: { maxEntries: cacheEntries },
  });
  return createAccountServer({
    keys: {
      good: await issue(keys, callingApp),
      ofAnotherClient: await issue(keys, anotherApp),
      unknown: await issue(createApiKeys({ ...options, store: createMemoryStore() }), callingApp),
    },
    headers: secureHeaders(),
    guards: [
      application,
      keyRateLimit({ planOf: () => plan }),
      user,
      requireScopes(readScope),
      requireEntitlement('account', 'accountId', { source, action: 'read', hide: true }),
    ],
    clientOf: (req) => principalOf(req).client.id,
  });
}

async function issue(keys: ReturnType<typeof createApiKeys>, clientId: string): Promise<string> {
  return (await keys.issue({ name: 'Bench', clientId })).apiKey;
}
