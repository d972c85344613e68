import type { Mint } from '../grants/handle-grant.js';
import type { AccessTokenFormat } from './access-token-format.js';

/** Mints access tokens of one format and lifetime. */
export function mintAccessToken(format: AccessTokenFormat, lifetimeSeconds: number): Mint {
  return async (client, startedAt, { scopes, userId, familyId, notBefore = 0 }) => {
    // All tokens of a client may have been ended as of a second that is not quite over.
    const issuedAt = Math.max(startedAt, client.tokensValidFrom, notBefore);
    const expiresAt = issuedAt + lifetimeSeconds * 1000;
    const token = await format.mint({ client, scopes, userId, familyId, issuedAt, expiresAt });
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    };
  };
}
