import type { IncomingMessage } from 'node:http';
import type { TrustedIssuer } from '@portcullis/jwt';
import { readBearerToken, type TokenSources } from './read-bearer-token.js';

/**
 * Makes the question that decides between several schemes on one `Authorization` header: does the token claim to be of
 * one of these issuers? Nothing of it is verified; whoever is chosen verifies.
 */
export function recogniseIssuers(
  trusted: readonly TrustedIssuer[],
  sources: TokenSources,
): (req: IncomingMessage) => boolean {
  const issuers = new Set<unknown>(trusted.map(({ issuer }) => issuer));
  return (req) => {
    try {
      const token = readBearerToken(req, sources);
      return token !== undefined && issuers.has(claimedIssuer(token));
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
