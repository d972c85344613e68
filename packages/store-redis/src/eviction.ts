import type { Connection } from './connection.js';

/**
 * A server short of memory must refuse to write, not forget a mark: then a replay would pass. It is read from `INFO`,
 * because managed services forbid `CONFIG`.
 * @throws Error when a server evicts keys, or does not say whether it does.
 */
export async function requireNoEviction(connection: Connection): Promise<void> {
  for (const info of await connection.memoryInfo()) {
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'not told by INFO memory';
    if (policy === 'noeviction') continue;
    throw new Error(
      `its maxmemory-policy is ${policy}, and what it evicts could be used again; set noeviction, or allow it by dangerouslyAllowEviction`,
    );
  }
}
