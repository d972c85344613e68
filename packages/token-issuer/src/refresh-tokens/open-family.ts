import { randomId, sha256 } from '@portcullis/core';
import { earliestIssue } from '../access-tokens/mint-access-token.js';
import { newFamilyData } from './family-key.js';
import { newRefreshToken } from './refresh-token.js';
import type { TokenFamilies, TokenFamiliesOptions } from './token-families.js';

/** Opens a family: first its row, so that a revocation finds it, then its tokens. */
export function openFamily({ families, settings, mint }: TokenFamiliesOptions): TokenFamilies['open'] {
  return async (holders, startedAt, token) => {
    const id = randomId();
    const data = newFamilyData();
    const refreshToken = newRefreshToken(id, 1, data.refreshKey);
    const createdAt = Math.max(earliestIssue(holders, startedAt), token.notBefore ?? 0);
    const idleExpiresAt = createdAt + settings.idleSeconds * 1000;
    const expiresAt = createdAt + settings.lifetimeSeconds * 1000;
    const { scopes, userId } = token;
    const family = { id, clientId: holders.client.id, scopes, createdAt, idleExpiresAt, expiresAt, data };
    const opened = await families.open(
      { ...family, ...(userId !== undefined && { userId }) },
      { hash: sha256(refreshToken), idleExpiresAt },
    );
    if (!opened) throw new Error('Cannot open the token family: its id is taken');
    const answer = await mint(holders, startedAt, { ...token, familyId: id, notBefore: createdAt });
    return { ...answer, refresh_token: refreshToken };
  };
}
