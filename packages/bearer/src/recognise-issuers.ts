import type { IncomingMessage } from 'node:http';
import { type AcceptedIssuer, isOpaqueIssuer } from './accepted-issuer.js';
import { isJwt } from './is-jwt.js';
import { readBearerToken, type TokenSources } from './read-bearer-token.js';

/**
 * Makes the question that decides between several schemes on one `Authorization` header: does the token claim to be of
 * one of these issuers, or is it opaque and such tokens are taken? Nothing of it is verified; whoever is chosen verifies.
 */
export function recogniseIssuers(
  issuers: readonly AcceptedIssuer[],
  sources: TokenSources,
): (req: IncomingMessage) => boolean {
  const names = new Set<unknown>(issuers.map(({ name }) => name));
  const takesOpaque = issuers.some(isOpaqueIssuer);
  return (req) => {
    try {
      const token = readBearerToken(req, sources);
      if (token === undefined) return false;
      return isJwt(token) ? names.has(claimedIssuer(token)) : takesOpaque;
    } catch {
      // Unreadable: the scheme that is asked in the end says why.
      return false;
    }
  };
}

function claimedIssuer(token: string): unknown {
  const payload = token.split('.', 2)[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).iss;
}
