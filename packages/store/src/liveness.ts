import type { AccessTokenRecord } from './access-token-store.js';
import type { ApiKeyRecord } from './api-key-store.js';
import { isOver } from './expiry.js';
import type { TokenFamily } from './family-store.js';
import type { RecordStatus } from './managed-record.js';

/**
 * What may be done with a credential, judged when it is read. `revoked` is final, `expired` too unless the clock is
 * set back, `suspended` can be lifted. Where several hold, the first of `revoked`, `expired`, `suspended` is told.
 */
export type Liveness = 'live' | 'revoked' | 'expired' | 'suspended';

/** A client or user, as far as the liveness of its tokens goes. */
interface TokenHolder {
  readonly status: RecordStatus;
  readonly tokensValidFrom: number;
}

/** Those whose word a token or family carries, as one read found them; absent where the store has none of that id. */
export interface TokenHolders {
  readonly client: TokenHolder | undefined;
  readonly user: TokenHolder | undefined;
}

/** A token, the family it names and whether its id was revoked, as one read found them. */
export interface AccessTokenFacts extends TokenHolders {
  readonly token: AccessTokenRecord;
  readonly family: Pick<TokenFamily, 'createdAt' | 'revokedAt'> | undefined;
  readonly idRevoked: boolean;
}

/** A client that is gone counts as revoked, a user that is not here as one of the host app's own. */
export function familyLiveness(family: TokenFamily, holders: TokenHolders, now: number): Liveness {
  if (family.revokedAt !== undefined || endedByHolders(holders, family.createdAt)) return 'revoked';
  if (isOver(familyEnd(family), now)) return 'expired';
  return isSuspended(holders) ? 'suspended' : 'live';
}

/** A family that is gone counts as revoked; one that is over gives no new tokens, but those it gave live on. */
export function accessTokenLiveness(facts: AccessTokenFacts, now: number): Liveness {
  const { token, family, idRevoked } = facts;
  const endedByFamily =
    token.familyId !== undefined && (family === undefined || family.revokedAt !== undefined);
  const began = Math.min(token.issuedAt, family?.createdAt ?? token.issuedAt);
  if (idRevoked || endedByFamily || endedByHolders(facts, began)) return 'revoked';
  if (isOver(token.expiresAt, now)) return 'expired';
  return isSuspended(facts) ? 'suspended' : 'live';
}

/** A client that is not in the store says nothing about its keys. */
export function apiKeyLiveness(
  key: ApiKeyRecord,
  clientStatus: RecordStatus | undefined,
  now: number,
): Liveness {
  if (key.status === 'revoked' || clientStatus === 'revoked') return 'revoked';
  if (isOver(key.expiresAt, now)) return 'expired';
  return key.status === 'suspended' || clientStatus === 'suspended' ? 'suspended' : 'live';
}

/** When a family gives no more tokens. */
export function familyEnd(family: Pick<TokenFamily, 'idleExpiresAt' | 'expiresAt'>): number {
  return Math.min(family.idleExpiresAt, family.expiresAt);
}

function endedByHolders({ client, user }: TokenHolders, began: number): boolean {
  return client === undefined || hasEnded(client, began) || (user !== undefined && hasEnded(user, began));
}

function hasEnded(holder: TokenHolder, began: number): boolean {
  return holder.status === 'revoked' || began < holder.tokensValidFrom;
}

function isSuspended({ client, user }: TokenHolders): boolean {
  return client?.status === 'suspended' || user?.status === 'suspended';
}
