import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.js';
import { requireNoEviction } from '../src/eviction.js';

const saying = (...infos: readonly string[]): Connection => ({
  open: async () => {},
  send: async () => 'OK',
  isReply: (_error): _error is Error => false,
  memoryInfo: async () => infos,
  destroy() {},
});

const info = (policy: string) =>
  `# Memory\r\nused_memory:1\r\nmaxmemory_policy:${policy}\r\nmem_clients:0\r\n`;

it.each([
  ['a server that evicts', [info('allkeys-lru')], /^its maxmemory-policy is allkeys-lru, /],
  ['one of several', [info('noeviction'), info('volatile-ttl')], /^its maxmemory-policy is volatile-ttl, /],
  ['a policy that is not known', [info('noeviction-mostly')], /^its maxmemory-policy is noeviction-mostly, /],
  ['a server that does not say', ['# Memory\r\nused_memory:1\r\n'], /policy is not told by INFO memory, /],
  ['an empty answer', [''], /policy is not told by INFO memory, /],
])('refuses %s', async (_, infos, message) => {
  await expect(requireNoEviction(saying(...infos))).rejects.toThrow(message);
});

it('accepts servers of which none evicts', async () => {
  await requireNoEviction(saying(info('noeviction'), info('noeviction')));
});
