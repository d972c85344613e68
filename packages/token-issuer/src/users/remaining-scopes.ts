import type { Eventually, Names } from '@portcullis/core';
import type { ClientRecord } from '@portcullis/store';
import { cutToUser, type TokenUser, type UserScopes } from './user-scopes.js';

/** Of what was given, what the client still has and, where it acts for a user, the user may have now. */
export function remainingScopes(
  given: Names,
  client: Pick<ClientRecord, 'scopes'>,
  user: TokenUser | undefined,
  userScopes: UserScopes | undefined,
): Eventually<Names> {
  const scopes = given.filter((name) => client.scopes.includes(name));
  return user === undefined ? scopes : cutToUser(scopes, user, userScopes);
}
