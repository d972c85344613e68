// Ours: bearer and requireScopes as a user mounts them.
import { requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { principalOf } from '@portcullis/core';
import { type BearerMaterial, transferScope } from './bearer-material.js';
import { createResourceServer } from './resource-server.js';

export function createContender({ issuer, audience, algorithm, jwks, cacheEntries }: BearerMaterial) {
  return createResourceServer({
    authenticate: bearer({
      issuer,
      audience,
      algorithms: [algorithm],
      jwks: { keys: [...jwks.keys] },
      cache: { maxEntries: cacheEntries },
    }),
    authorize: requireScopes(transferScope),
    clientOf: (req) => principalOf(req).client.id,
  });
}
