import type { FailureCounts, UserRecord, UserStore } from '@portcullis/store';
import { createTurns } from '../turns.js';
import { normalizeName } from './names.js';
import { createPasswordVerifier } from './passwords.js';

/** What somebody typed, and from where. */
export interface PasswordAttempt {
  /** User name or e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

/**
 * The active user whose password this is; `undefined`, after the same time, for all others.
 *
 * @throws TooManyRequestsError (as a rejection) after too many failures of this user or address, whatever the password.
 */
export type CheckPassword = (attempt: PasswordAttempt) => Promise<UserRecord | undefined>;

/**
 * An attempt is counted before the password is looked at and taken back when it was right, so that parallel guesses gain
 * nothing. Attempts for one user take turns: a burst of right ones is never refused.
 */
export function createPasswordCheck(users: UserStore, failures: FailureCounts): CheckPassword {
  const verify = createPasswordVerifier();
  const inTurn = createTurns();
  return async ({ username, password, address }) => {
    const name = normalizeName(username);
    const user = await findUser(users, name);
    const counted = user?.username ?? name;
    return inTurn(counted, async () => {
      const takeBack = await failures.reserve(address, counted);
      const isRight = await verify(user?.passwordHash, password);
      if (!isRight || user?.status !== 'active') return undefined;
      await takeBack();
      return user;
    });
  };
}

/** Both are looked up for everybody, so that it takes the same time. */
async function findUser(users: UserStore, name: string): Promise<UserRecord | undefined> {
  const [named, addressed] = await Promise.all([users.findByUsername(name), users.findByEmail(name)]);
  return named ?? addressed;
}
