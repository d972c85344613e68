import type { UserRecord, UserStore } from '@portcullis/store';
import type { TokenUser } from './user-scopes.js';

/** A user of this id, with the record where the store has one. */
export function tokenUser(id: string, record: UserRecord | undefined): TokenUser {
  return { id, ...(record && { record }) };
}

/** A user who may have tokens now; `undefined` for one who is suspended or revoked. One who is not in the store may. */
export async function findTokenUser(
  users: Pick<UserStore, 'find'>,
  id: string,
): Promise<TokenUser | undefined> {
  const record = await users.find(id);
  return record === undefined || record.status === 'active' ? tokenUser(id, record) : undefined;
}
