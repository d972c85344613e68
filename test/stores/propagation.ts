import type { Store } from '@portcullis/store';
import { expect, it } from 'vitest';
import { type Call, type StoreProcess, startStoreProcess } from '../support/store-process.js';
import { apiKeyOf, clientOf, familyOf, userOf } from '../support/store-records.js';

/** The stated time, in milliseconds: within it every other instance refuses what one has revoked. */
export const propagationMs = 1_000;

const issuer = 'https://issuer.example';

/** What is revoked in one process, and how the others are asked. */
const revocations: readonly [string, Call, Record<string, unknown>][] = [
  ['a suspended key', ['apiKeys', 'setStatus', 'key', 'suspended'], { keyId: 'key' }],
  ['a revoked client', ['clients', 'setStatus', 'client', 'revoked'], { clientId: 'client' }],
  ['a suspended user', ['users', 'setStatus', 'user', 'suspended'], { userId: 'user' }],
  ['a token', ['accessTokens', 'revoke', 'jti', Date.now() + 600_000], { tokenId: 'jti' }],
  ['a family', ['families', 'revoke', 'family'], { familyId: 'family' }],
  [
    'all tokens of a user',
    ['users', 'endTokens', 'other'],
    { userId: 'other', tokenId: 'older', issuedAt: 1 },
  ],
];

/** Tests in four processes, and in this one, that what one revokes all refuse within the stated time. */
export function testPropagation(
  options: () => Parameters<typeof startStoreProcess>[0],
  open: () => Promise<Store>,
  withinMs = propagationMs,
): void {
  it(`refuses in every process what one of four revoked, within ${withinMs} ms`, async () => {
    const store = await open();
    for (const id of ['user', 'other']) await store.users.insert(userOf(id));
    await store.clients.insert(clientOf('client'));
    await store.apiKeys.insert(apiKeyOf('key'));
    await store.families.open(familyOf('family'));
    const processes = await Promise.all([1, 2, 3, 4].map(() => startStoreProcess(options())));
    for (const [what, revoke, subject] of revocations) {
      const isRevoked: Call = ['revocations', 'isRevoked', { issuer, ...subject }];
      for (const other of processes) expect(await other.call(isRevoked), what).toEqual([{ value: false }]);
      await processes[0]!.call(revoke);
      expect(await processes[0]!.call(isRevoked), what).toEqual([{ value: true }]);
      const heard = processes.slice(1).map((other) => millisecondsUntil(other, isRevoked));
      expect(Math.max(...(await Promise.all(heard))), what).toBeLessThan(withinMs);
    }
    await Promise.all(processes.map((process) => process.stop()));
    await store.close();
  });
}

async function millisecondsUntil(process: StoreProcess, isRevoked: Call): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const [answer] = await process.call(isRevoked);
    if (answer?.value === true) return performance.now() - begun;
    if (performance.now() - begun > 10_000) throw new Error('Never heard of');
  }
}
