import { type Names, randomId } from '@portcullis/core';
import type { JsonObject, Store, UserRecord } from '@portcullis/store';
import { normalizeName } from './names.js';
import { hashPassword } from './passwords.js';

/** Somebody who is to sign in. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly roles: Names;
  readonly metadata?: JsonObject;
}

/** Enters a user; `undefined` when the user name or address is taken. */
export async function createUser({ users }: Store, user: NewUser): Promise<UserRecord | undefined> {
  const { username, email, password, roles, metadata = {} } = user;
  return users.insert({
    id: randomId(),
    username: normalizeName(username),
    email: normalizeName(email),
    emailVerified: true,
    passwordHash: await hashPassword(password),
    roles,
    permissions: [],
    metadata,
  });
}
