import { sha256 } from '@portcullis/core';
import type { ClientRecord, TokenFamily } from '@portcullis/store';
import type { TokenHolders } from '../access-tokens/access-token-format.js';
import type { AccessTokenRequest, TokenAnswer } from '../grants/grant.js';
import { grantedScopes } from '../grants/granted-scopes.js';
import { invalidGrant } from '../oauth-errors.js';
import { remainingScopes } from '../users/remaining-scopes.js';
import { tokenUser } from '../users/token-user.js';
import { type FoundRefreshToken, findRefreshToken } from './find-refresh-token.js';
import { newRefreshToken, type RefreshToken } from './refresh-token.js';
import { standingOf } from './refresh-token-standing.js';
import { openReply, sealReply } from './sealed-reply.js';
import type { RefreshRequest, TokenFamilies, TokenFamiliesOptions } from './token-families.js';

/** Everything about a refresh that was found good: what is left is to use it. */
interface Refresh {
  readonly request: RefreshRequest;
  readonly found: FoundRefreshToken;
  readonly access: AccessTokenRequest;
}

/** Refreshing (RFC 6749 §6): validates everything, then uses the token by one compare-and-set. */
export function refreshFamily(options: TokenFamiliesOptions): TokenFamilies['refresh'] {
  const { families, settings, mint, userScopes, clock } = options;
  const graceMs = settings.graceSeconds * 1000;
  const idleEnd = () => clock.now() + settings.idleSeconds * 1000;
  const rotates = (client: ClientRecord) => client.public || settings.confidentialClients === 'rotate';

  return async (request) => {
    const { client, refreshToken, scope } = request;
    const found = await findRefreshToken(families, refreshToken);
    // One refusal for what nobody was given and what another client was: nothing is touched.
    if (found?.family.clientId !== client.id) throw invalidGrant('invalid_grant');
    const { token, family, liveness } = found;
    const standing = standingOf(token, family, clock.now(), graceMs);
    if (standing === 'reused') return refuseReuse(family);
    if (liveness !== 'live') throw invalidGrant(liveness);
    const user = family.userId === undefined ? undefined : tokenUser(family.userId, found.user);
    const remaining = await remainingScopes(family.scopes, client, user, userScopes);
    const scopes = grantedScopes(scope, remaining);
    if (standing !== 'current') return answerAgain(token, family);
    const refresh = { request, found, access: accessOf(family, scopes) };
    return rotates(client) ? rotate(refresh) : prolong(refresh);
  };

  async function rotate({ request, found, access }: Refresh): Promise<TokenAnswer> {
    const { token, family, key } = found;
    const next = newRefreshToken(family.id, family.generation + 1, key);
    const answer = await mint(holdersOf(request, found), request.startedAt, access);
    const reply = { ...answer, refresh_token: next };
    const { rotated, family: now } = await families.rotate(family.id, token.hash, {
      hash: sha256(next),
      idleExpiresAt: idleEnd(),
      sealedReply: sealReply(token, reply),
    });
    if (rotated) return reply;
    if (now === undefined || now.revokedAt !== undefined) throw invalidGrant('revoked');
    return answerAgain(token, now);
  }

  async function prolong({ request, found, access }: Refresh): Promise<TokenAnswer> {
    const prolonged = await families.prolong(found.family.id, found.token.hash, idleEnd());
    if (!prolonged) throw invalidGrant('invalid_grant');
    return mint(holdersOf(request, found), request.startedAt, access);
  }

  /** For a token that was used already: the same reply once more, where that may have been lost. */
  function answerAgain(token: RefreshToken, family: TokenFamily): TokenAnswer | Promise<never> {
    const standing = standingOf(token, family, clock.now(), graceMs);
    if (standing === 'reused') return refuseReuse(family);
    if (standing !== 'replaced' || family.sealedReply === undefined) throw invalidGrant('invalid_grant');
    return openReply(token, family.sealedReply);
  }

  /** Two parties have the token, and nobody knows which one is the thief (RFC 9700 §4.14.2). */
  async function refuseReuse({ id }: TokenFamily): Promise<never> {
    await families.revoke(id);
    throw invalidGrant('replayed');
  }
}

function holdersOf({ client }: RefreshRequest, { user }: FoundRefreshToken): TokenHolders {
  return { client, ...(user && { user }) };
}

function accessOf({ id, userId, createdAt }: TokenFamily, scopes: readonly string[]): AccessTokenRequest {
  return { scopes, familyId: id, notBefore: createdAt, ...(userId !== undefined && { userId }) };
}
