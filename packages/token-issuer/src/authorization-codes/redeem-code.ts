import { type Clock, sha256 } from '@portcullis/core';
import type {
  ClientRecord,
  CodeConsumption,
  CodeRecord,
  CodeStore,
  FamilyStore,
  FirstRefreshToken,
  FoundFamily,
} from '@portcullis/store';
import type { PresentedCode, TokenAnswer } from '../grants/grant.js';
import type { Mint } from '../grants/handle-grant.js';
import { invalidGrant } from '../oauth-errors.js';
import { familyKeyOf } from '../refresh-tokens/family-key.js';
import { newRefreshToken } from '../refresh-tokens/refresh-token.js';
import type { RefreshTokenOptions } from '../refresh-tokens/refresh-token-options.js';
import { remainingScopes } from '../users/remaining-scopes.js';
import { tokenUser } from '../users/token-user.js';
import type { UserScopes } from '../users/user-scopes.js';
import { findCode } from './find-code.js';

export interface CodeRedemptionOptions {
  readonly codes: Pick<CodeStore, 'find' | 'countFailure' | 'consume'>;
  readonly families: Pick<FamilyStore, 'find' | 'revoke'>;
  readonly settings: Pick<Required<RefreshTokenOptions>, 'idleSeconds'>;
  readonly mint: Mint;
  readonly userScopes: UserScopes | undefined;
  readonly clock: Clock;
}

export interface CodeRedemption extends PresentedCode {
  readonly client: ClientRecord;
  /** Milliseconds since the epoch, taken before the client was read. */
  readonly startedAt: number;
  /** Whether the client gets a refresh token too. */
  readonly isRefreshable: boolean;
}

/** Tokens for a code, once. @throws SecurityError (as a rejection) `invalid_grant` */
export type RedeemCode = (redemption: CodeRedemption) => Promise<TokenAnswer>;

/** Why a code cannot be consumed, in the words of the decision events. */
const refusals = { burnt: 'too_many_failures', expired: 'expired', unknown: 'invalid_grant' } as const;

/** Redeeming (RFC 6749 §4.1.3): validates everything, then consumes the code in one step, then mints. */
export function redeemCode(options: CodeRedemptionOptions): RedeemCode {
  const { codes, families, settings, mint, userScopes, clock } = options;
  return async (redemption) => {
    const { client, startedAt, isRefreshable } = redemption;
    const code = await findCode(codes, client.id, redemption);
    if (code.consumedAt !== undefined) return refuseReplay(code);
    const found = await liveFamily(code);
    const user = tokenUser(code.userId, found.user);
    const scopes = await remainingScopes(code.scopes, client, user, userScopes);
    const refreshToken = isRefreshable ? firstRefreshToken(found) : undefined;
    await consume(code, refreshToken);
    const { id: familyId, createdAt: notBefore } = found.family;
    const holders = { client, ...(found.user && { user: found.user }) };
    const answer = await mint(holders, startedAt, { scopes, userId: code.userId, familyId, notBefore });
    return { ...answer, ...(refreshToken && { refresh_token: refreshToken }) };
  };

  /** Joined with client and user as they are now. */
  async function liveFamily({ familyId }: CodeRecord): Promise<FoundFamily> {
    const found = await families.find(familyId);
    if (found?.liveness !== 'live') throw invalidGrant(found?.liveness ?? 'invalid_grant');
    return found;
  }

  async function consume(code: CodeRecord, refreshToken: string | undefined): Promise<void> {
    const first: FirstRefreshToken | undefined =
      refreshToken === undefined
        ? undefined
        : { hash: sha256(refreshToken), idleExpiresAt: clock.now() + settings.idleSeconds * 1000 };
    const result: CodeConsumption = await codes.consume(code.hash, first);
    if (result.consumed) return;
    if (result.reason === 'consumed') return refuseReplay(code);
    throw invalidGrant(refusals[result.reason]);
  }

  /** Who has client, redirect URI and verifier is its owner, or has all that its owner has (RFC 6749 §4.1.2). */
  async function refuseReplay({ familyId }: CodeRecord): Promise<never> {
    await families.revoke(familyId);
    throw invalidGrant('replayed');
  }
}

function firstRefreshToken({ family }: FoundFamily): string | undefined {
  const key = familyKeyOf(family);
  return key === undefined ? undefined : newRefreshToken(family.id, 1, key);
}
