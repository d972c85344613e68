import type { Store, UserRecord } from '@portcullis/store';
import type { Session } from './sessions.js';

/** Somebody who is signed in, by the record as it is now. */
export interface Visitor {
  readonly session: Session;
  readonly user: UserRecord;
  readonly authenticatedAt: number;
}

/** Suspended and revoked users are nobody, and so is who signed in before all tokens of the user were ended. */
export async function findVisitor(
  { users }: Pick<Store, 'users'>,
  session: Session | undefined,
): Promise<Visitor | undefined> {
  if (session?.signedIn === undefined) return undefined;
  const { userId, authenticatedAt } = session.signedIn;
  const user = await users.find(userId);
  if (user?.status !== 'active' || authenticatedAt < user.tokensValidFrom) return undefined;
  return { session, user, authenticatedAt };
}
