import { sendProblem } from '@portcullis/core';
import type { UserRecord, UserStore } from '@portcullis/store';
import type { Router } from 'express';

interface UserChange {
  readonly roles?: readonly string[];
  readonly status?: 'active' | 'suspended';
}

/** What people may do. A change holds for live tokens from the next request on. */
export function userRoutes(router: Router, users: UserStore): void {
  router.put('/admin/users/:username', async (req, res) => {
    const user = await changeUser(users, req.params.username, req.body as UserChange);
    if (user === undefined) return sendProblem(res, 404);
    const { username, roles, status } = user;
    res.set('Cache-Control', 'no-store').json({ username, roles, status });
  });
}

async function changeUser(
  users: UserStore,
  username: string,
  { roles, status }: UserChange,
): Promise<UserRecord | undefined> {
  const user = await users.findByUsername(username);
  if (user === undefined) return undefined;
  const changed = roles === undefined ? user : await writeRoles(users, user, roles);
  return status === undefined ? changed : users.setStatus(user.id, status);
}

/** Reads and writes until nobody has written in between. */
async function writeRoles(
  users: UserStore,
  user: UserRecord,
  roles: readonly string[],
): Promise<UserRecord | undefined> {
  const updated = await users.update({ ...user, roles });
  if (updated !== undefined) return updated;
  const found = await users.find(user.id);
  return found?.status === 'revoked' ? undefined : found && writeRoles(users, found, roles);
}
