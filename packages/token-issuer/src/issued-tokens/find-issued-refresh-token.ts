import { equalDigests } from '@portcullis/core';
import type { FamilyStore, TokenFamily } from '@portcullis/store';
import type { CurrentAuthority } from '../access-tokens/current-authority.js';
import { type FoundRefreshToken, findRefreshToken } from '../refresh-tokens/find-refresh-token.js';
import type { ActiveToken, FindIssuedToken } from './issued-token.js';

/**
 * Finds refresh tokens. Revoking one, the current or an older one, ends its family with every access token of it (RFC 7009
 * §2.1); good is the current one alone.
 */
export function findIssuedRefreshToken(
  issuer: string,
  families: Pick<FamilyStore, 'find' | 'revoke'>,
  authorityOf: CurrentAuthority,
): FindIssuedToken {
  return async (text) => {
    const found = await findRefreshToken(families, text);
    if (found === undefined) return undefined;
    return {
      clientId: found.family.clientId,
      introspect: () => (isGood(found) ? activeRefreshToken(issuer, found.family, authorityOf) : undefined),
      revoke: () => families.revoke(found.family.id),
    };
  };
}

function isGood({ token, family: { currentHash }, liveness }: FoundRefreshToken): boolean {
  return liveness === 'live' && currentHash !== undefined && equalDigests(token.hash, currentHash);
}

async function activeRefreshToken(
  issuer: string,
  { clientId, userId, scopes: scope, idleExpiresAt, expiresAt }: TokenFamily,
  authorityOf: CurrentAuthority,
): Promise<ActiveToken | undefined> {
  const authority = await authorityOf({ clientId, scope, ...(userId !== undefined && { userId }) });
  if (authority === undefined) return undefined;
  const { scopes } = authority;
  return {
    iss: issuer,
    client_id: clientId,
    sub: userId ?? clientId,
    exp: Math.floor(Math.min(idleExpiresAt, expiresAt) / 1000),
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  };
}
