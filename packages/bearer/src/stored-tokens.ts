import { isPromiseLike } from '@portcullis/core';
import type { AttestedToken, OpaqueTokens } from './attested-token.js';
import type { LocalIssuer, StoredAccessToken } from './local-issuer.js';
import { tokenRefusal } from './token-refusal.js';

/**
 * Opaque tokens of an issuer in this process: what they stand for, and whether they are still good, is read in its store.
 * `undefined` for an issuer that has none.
 *
 * @param audiences one of these must be among the token's.
 */
export function storedTokens(issuer: LocalIssuer, audiences: readonly string[]): OpaqueTokens | undefined {
  if (issuer.findAccessToken === undefined) return undefined;
  const find = issuer.findAccessToken.bind(issuer);
  const accept = (found: StoredAccessToken | undefined): AttestedToken => {
    if (found === undefined) throw tokenRefusal('its issuer does not know it', 'unknown_token');
    const { token, liveness } = found;
    if (liveness !== 'live') throw tokenRefusal(`it is ${liveness}`, liveness);
    if (!token.audience.some((audience) => audiences.includes(audience))) {
      throw tokenRefusal('it is for another audience', 'wrong_audience');
    }
    return attest(token);
  };
  return {
    verify(token) {
      const found = find(token);
      return isPromiseLike(found) ? found.then(accept) : accept(found);
    },
    close() {},
  };
}

function attest(token: StoredAccessToken['token']): AttestedToken {
  const { clientId, userId, familyId, confirmation, issuedAt, expiresAt } = token;
  return {
    caller: userId === undefined ? { clientId } : { clientId, userId },
    claims: {
      jti: token.id,
      iat: issuedAt / 1000,
      scope: token.scopes.join(' '),
      ...(familyId !== undefined && { family_id: familyId }),
      ...(confirmation !== undefined && { cnf: confirmation }),
    },
    notBefore: 0,
    expiresAt,
    lifeSeconds: (expiresAt - issuedAt) / 1000,
    signature: undefined,
    isCostly: false,
  };
}
