import type { Clock } from '@portcullis/core';
import type { ClientRecord, FamilyStore } from '@portcullis/store';
import type { TokenHolders } from '../access-tokens/access-token-format.js';
import type { AccessTokenRequest, TokenAnswer } from '../grants/grant.js';
import type { Mint } from '../grants/handle-grant.js';
import type { UserScopes } from '../users/user-scopes.js';
import { openFamily } from './open-family.js';
import { refreshFamily } from './refresh-family.js';
import type { RefreshTokenOptions } from './refresh-token-options.js';

export interface TokenFamiliesOptions {
  readonly families: Pick<FamilyStore, 'open' | 'find' | 'rotate' | 'prolong' | 'revoke'>;
  readonly settings: Required<RefreshTokenOptions>;
  readonly mint: Mint;
  readonly userScopes: UserScopes | undefined;
  readonly clock: Clock;
}

/** Access tokens with a refresh token beside them, and all that comes of it. */
export interface TokenFamilies {
  /** An access token and the first refresh token of a new family. */
  open(holders: TokenHolders, startedAt: number, token: AccessTokenRequest): Promise<TokenAnswer>;
  /**
   * A further access token for a refresh token.
   *
   * @throws SecurityError (as a rejection) `invalid_grant`, `invalid_scope`; then nothing was used up.
   */
  refresh(request: RefreshRequest): Promise<TokenAnswer>;
}

export interface RefreshRequest {
  readonly client: ClientRecord;
  /** Milliseconds since the epoch, taken before the client was read. */
  readonly startedAt: number;
  readonly refreshToken: string;
  /** The parameter `scope`. */
  readonly scope: string | undefined;
}

export function createTokenFamilies(options: TokenFamiliesOptions): TokenFamilies {
  return { open: openFamily(options), refresh: refreshFamily(options) };
}
