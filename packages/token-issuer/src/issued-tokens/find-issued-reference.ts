import { sha256 } from '@portcullis/core';
import type { AccessTokenRecord, AccessTokenStore } from '@portcullis/store';
import type { CurrentAuthority } from '../access-tokens/current-authority.js';
import { activeAccessToken, type GivenAccessToken } from './active-access-token.js';
import type { FindIssuedToken } from './issued-token.js';

export interface IssuedReferenceOptions {
  readonly issuer: string;
  readonly accessTokens: Pick<AccessTokenStore, 'find' | 'revoke'>;
  readonly authorityOf: CurrentAuthority;
}

/** Finds opaque access tokens: good is what the store says is live. */
export function findIssuedReference(options: IssuedReferenceOptions): FindIssuedToken {
  const { issuer, accessTokens, authorityOf } = options;
  return async (text) => {
    const found = await accessTokens.find(sha256(text));
    if (found === undefined) return undefined;
    const { token, liveness } = found;
    return {
      clientId: token.clientId,
      introspect: () =>
        liveness === 'live' ? activeAccessToken(issuer, givenBy(token), authorityOf) : undefined,
      revoke: () => accessTokens.revoke(token.id, token.expiresAt),
    };
  };
}

function givenBy({
  userId,
  familyId,
  issuedAt,
  expiresAt,
  confirmation,
  ...token
}: AccessTokenRecord): GivenAccessToken {
  return {
    ...token,
    userId,
    familyId,
    issuedAt: Math.floor(issuedAt / 1000),
    expiresAt: Math.floor(expiresAt / 1000),
    confirmation,
  };
}
