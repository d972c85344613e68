import { randomId, randomSecret, sha256 } from '@portcullis/core';
import type { AccessTokenStore } from '@portcullis/store';
import type { AccessTokenFormat } from './access-token-format.js';

/** Access tokens that say nothing: 256 random bits, of which the store keeps the digest with what they stand for. */
export function opaqueAccessTokens(store: AccessTokenStore, audience: readonly string[]): AccessTokenFormat {
  return {
    async mint({ client, scopes, issuedAt, expiresAt }) {
      const token = randomSecret();
      const stored = await store.insert({
        digest: sha256(token),
        id: randomId(),
        clientId: client.id,
        scopes,
        audience,
        issuedAt,
        expiresAt,
        data: {},
      });
      if (!stored) throw new Error('Cannot store the access token: its digest is taken');
      return token;
    },
  };
}
