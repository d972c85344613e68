import type { Mint } from '../grants/handle-grant.js';
import type { AccessTokenFormat, TokenHolders } from './access-token-format.js';

/** Mints access tokens of one format and lifetime. */
export function mintAccessToken(format: AccessTokenFormat, lifetimeSeconds: number): Mint {
  return async (holders, startedAt, { scopes, userId, familyId, notBefore = 0 }) => {
    // RFC 9700 §4.15: it would pass for the client's own.
    if (userId === holders.client.id) throw new Error('Cannot mint: the user has the id of the client');
    const issuedAt = Math.max(earliestIssue(holders, startedAt), notBefore);
    const expiresAt = issuedAt + lifetimeSeconds * 1000;
    const token = await format.mint({ ...holders, scopes, userId, familyId, issuedAt, expiresAt });
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    };
  };
}

/** All tokens of a client or user may have been ended as of a second that is not quite over: what is new counts from then. */
export function earliestIssue({ client, user }: TokenHolders, startedAt: number): number {
  return Math.max(startedAt, client.tokensValidFrom, user?.tokensValidFrom ?? 0);
}
