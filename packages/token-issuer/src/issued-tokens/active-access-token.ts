import type { Names } from '@portcullis/core';
import type { CurrentAuthority } from '../access-tokens/current-authority.js';
import type { ActiveToken } from './issued-token.js';

/** What was put into an access token, whether it says so itself or the store does. Times are seconds since the epoch. */
export interface GivenAccessToken {
  readonly clientId: string;
  readonly userId: string | undefined;
  readonly familyId: string | undefined;
  readonly scopes: Names;
  readonly audience: string | Names;
  readonly id: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly confirmation: object | undefined;
}

/** What is told of a good access token, with the scopes that it has now; `undefined` when its client or user is gone. */
export async function activeAccessToken(
  issuer: string,
  token: GivenAccessToken,
  authorityOf: CurrentAuthority,
): Promise<ActiveToken | undefined> {
  const { clientId, userId, scopes, confirmation } = token;
  const subject = { clientId, scope: scopes, ...(userId !== undefined && { userId }) };
  const authority = await authorityOf(subject);
  if (authority === undefined) return undefined;
  return {
    iss: issuer,
    client_id: clientId,
    sub: userId ?? clientId,
    aud: token.audience,
    exp: token.expiresAt,
    iat: token.issuedAt,
    jti: token.id,
    token_type: 'Bearer',
    ...(authority.scopes.length > 0 && { scope: authority.scopes.join(' ') }),
    ...(confirmation !== undefined && { cnf: confirmation }),
  };
}
