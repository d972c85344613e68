import type { Eventually, Names } from '@portcullis/core';
import type { UserRecord } from '@portcullis/store';

/** A user of the host app. */
export interface TokenUser {
  readonly id: string;
  /** Where the store has the user; absent where the host app keeps its own. */
  readonly record?: UserRecord;
}

/** The scopes that a user may have now, by their roles. */
export type UserScopes = (user: TokenUser) => Eventually<Names>;

/** Of these scopes, those that the user may have now: all of them where nobody says which. */
export async function cutToUser(
  scopes: Names,
  user: TokenUser,
  userScopes: UserScopes | undefined,
): Promise<Names> {
  if (userScopes === undefined) return scopes;
  const allowed = await userScopes(user);
  // A text has `includes` too, and would let parts of names through.
  if (!Array.isArray(allowed))
    throw new TypeError('Cannot tell the scopes of a user: userScopes gave no list');
  return scopes.filter((name) => allowed.includes(name));
}
