import { type Eventually, randomId, randomSecret, sha256 } from '@portcullis/core';
import type { AccessTokenStore, FoundAccessToken } from '@portcullis/store';
import type { AccessTokenFormat } from './access-token-format.js';

/** Access tokens that say nothing: 256 random bits, of which the store keeps the digest with what they stand for. */
export function opaqueAccessTokens(store: AccessTokenStore, audience: readonly string[]): AccessTokenFormat {
  return {
    async mint({ client, scopes, userId, familyId, issuedAt, expiresAt }) {
      const token = randomSecret();
      const stored = await store.insert({
        digest: sha256(token),
        id: randomId(),
        clientId: client.id,
        ...(userId !== undefined && { userId }),
        ...(familyId !== undefined && { familyId }),
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

/** What an opaque token stands for, and whether it is still good; `undefined` for one that was never given. */
export type FindAccessToken = (token: string) => Eventually<FoundAccessToken | undefined>;

export function findAccessToken(store: Pick<AccessTokenStore, 'find'>): FindAccessToken {
  return (token) => store.find(sha256(token));
}
