import type { UserStore } from '@portcullis/store';
import { invalidGrant } from '../oauth-errors.js';
import { tokenUser } from '../users/token-user.js';
import { cutToUser, type UserScopes } from '../users/user-scopes.js';
import type { Mint } from './handle-grant.js';

export interface WithUserOptions {
  readonly users: Pick<UserStore, 'find'>;
  readonly userScopes: UserScopes | undefined;
}

/**
 * Sees to what no grant has to think of: a token for a user has the scopes that the user may have now, and there is none for
 * a user who is suspended or revoked.
 */
export function withUser(mint: Mint, { users, userScopes }: WithUserOptions): Mint {
  return (holders, startedAt, token) => {
    const { userId, scopes } = token;
    return userId === undefined ? mint(holders, startedAt, token) : mintForUser(userId);

    async function mintForUser(id: string) {
      const record = await users.find(id);
      if (record !== undefined && record.status !== 'active') throw invalidGrant(record.status);
      const allowed = await cutToUser(scopes, tokenUser(id, record), userScopes);
      return mint({ ...holders, ...(record && { user: record }) }, startedAt, { ...token, scopes: allowed });
    }
  };
}
