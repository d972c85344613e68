import type { Authority, AuthorityQuestion, UserStore } from '@portcullis/store';
import type { Clients } from '../clients/clients.js';
import { remainingScopes } from '../users/remaining-scopes.js';
import { findTokenUser } from '../users/token-user.js';
import type { UserScopes } from '../users/user-scopes.js';

export type CurrentAuthority = (question: AuthorityQuestion) => Promise<Authority | undefined>;

/**
 * What a token may do, computed from the records as they are now: a role or scope that was taken away is gone at once.
 * `undefined` when client or user is unknown, suspended or revoked. A user who is not in the store has no roles.
 */
export function currentAuthority(
  clients: Pick<Clients, 'find'>,
  users: Pick<UserStore, 'find'>,
  userScopes?: UserScopes,
): CurrentAuthority {
  return async ({ clientId, userId, scope }) => {
    const client = await clients.find(clientId);
    if (client?.status !== 'active') return undefined;
    const user = userId === undefined ? undefined : await findTokenUser(users, userId);
    if (userId !== undefined && user === undefined) return undefined;
    const { roles = [], permissions = [] } = user === undefined ? client : (user.record ?? {});
    return { scopes: await remainingScopes(scope, client, user, userScopes), roles, permissions };
  };
}
