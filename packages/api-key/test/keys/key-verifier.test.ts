import { ServiceUnavailableError } from '@portcullis/core';
import type { ApiKeyRecord } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { createApiKeys } from '../../src/index.js';
import { countReads } from '../support/count-reads.js';
import {
  client,
  createRegistry,
  issueKey,
  issuer,
  otherPepper,
  pepper,
  type Registry,
  unknownKey,
  wrongSecret,
} from '../support/registry.js';

/** Texts that are refused, with the fault and the look-ups that each costs. */
const faults: readonly (readonly [
  name: string,
  fault: string,
  make: (registry: Registry) => Promise<string> | string,
])[] = [
  ['no key', 'malformed_key', () => ''],
  ['something else', 'malformed_key', () => 'abc'],
  ['beyond ASCII', 'malformed_key', () => 'b\xe4nk_live_1_x'],
  ['far too long', 'malformed_key', () => 'a'.repeat(16_000)],
  ['a slip', 'malformed_key', async ({ keys }) => `${(await issueKey(keys)).apiKey.slice(0, -1)}!`],
  ['an unknown key', 'unknown_key', () => unknownKey()],
  ['another secret', 'unknown_key', async ({ keys }) => wrongSecret((await issueKey(keys)).key.id)],
  [
    'the same id in another environment',
    'unknown_key',
    async ({ keys }) => {
      const { key } = await issueKey(keys, { environment: 'live' });
      return (await issueKey(createRegistry().keys, { id: key.id, environment: 'test' })).apiKey;
    },
  ],
  [
    'an expired key',
    'expired',
    async ({ keys, clock }) => {
      const { apiKey } = await issueKey(keys, { expiresAt: clock.now() + 1 });
      clock.advance(1);
      return apiKey;
    },
  ],
  [
    'a suspended key',
    'suspended',
    async ({ keys }) => {
      const { key, apiKey } = await issueKey(keys);
      await keys.suspend(key.id);
      return apiKey;
    },
  ],
  [
    'a revoked key',
    'revoked',
    async ({ keys }) => {
      const { key, apiKey } = await issueKey(keys);
      await keys.revoke(key.id);
      return apiKey;
    },
  ],
  [
    'a key of a suspended client',
    'suspended',
    async ({ keys, store }) => {
      await store.clients.insert(client);
      await store.clients.setStatus('app', 'suspended');
      return (await issueKey(keys)).apiKey;
    },
  ],
];

describe('verify', () => {
  it.each(faults)('refuses %s: %s', async (_, fault, make) => {
    const registry = createRegistry();
    const text = await make(registry);
    expect(await registry.keys.verify(text, issuer)).toEqual({ fault });
  });

  it.each(faults)(
    'takes the same look-ups for %s (%s): one, or none for what is no key',
    async (_, fault, make) => {
      const registry = createRegistry();
      const text = await make(registry);
      const reads = countReads(registry.store);
      await registry.keys.verify(text, issuer);
      expect(reads).toEqual({ byId: fault === 'malformed_key' ? 0 : 1, byDigest: 0 });
    },
  );

  it('believes the view of revocations more than the record that it read', async () => {
    const { keys, store } = createRegistry();
    const { apiKey } = await issueKey(keys);
    const { isRevoked } = store.revocations;
    store.revocations.isRevoked = ({ clientId }) => clientId === 'app';
    expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'revoked' });
    store.revocations.isRevoked = isRevoked;
    expect(await keys.verify(apiKey, issuer)).toHaveProperty('key');
  });

  it('does not give an old answer the number of a newer change', async () => {
    const { keys, store } = createRegistry();
    const { key, apiKey } = await issueKey(keys, { scopes: ['a'] });
    const { findPresented } = store.apiKeys;
    store.apiKeys.findPresented = async (id) => {
      const presented = await findPresented.call(store.apiKeys, id);
      await keys.update(key.id, { scopes: [] });
      return presented;
    };
    const verdict = await keys.verify(apiKey, issuer);
    if (verdict.fault !== undefined) throw new Error(verdict.fault);
    expect(verdict.change).toBeLessThan(store.revocations.changeOf({ issuer, keyId: key.id }));
  });

  it('fails when the store or the view fails', async () => {
    const { keys, store } = createRegistry();
    const { apiKey } = await issueKey(keys);
    const trouble = new ServiceUnavailableError('Cannot read', { reason: 'store_unavailable' });
    store.revocations.isRevoked = () => {
      throw trouble;
    };
    expect(() => keys.verify(apiKey, issuer)).toThrow(trouble);
    store.apiKeys.findPresented = () => Promise.reject(trouble);
    await expect(keys.verify(apiKey, issuer)).rejects.toBe(trouble);
  });

  it('answers in the same tick where the store does', async () => {
    const { keys } = createRegistry();
    const { key, apiKey } = await issueKey(keys);
    expect(keys.verify(apiKey, issuer)).toMatchObject({ key: { id: key.id } });
  });
});

describe('foreign keys', () => {
  const foreign = 'sk-1234567890abcdef';
  const details = { name: 'Old partner', clientId: 'app' };

  it('take the same look-ups whether they are known, revoked or unknown', async () => {
    const registry = createRegistry({ acceptForeignKeys: true, peppers: [otherPepper, pepper] });
    const { keys, store } = registry;
    await keys.adopt(foreign, details);
    const { id } = await keys.adopt(`${foreign}-2`, details);
    await keys.revoke(id);
    const counts: unknown[] = [];
    for (const text of [foreign, `${foreign}-2`, `${foreign}-3`]) {
      const before = countReads(store);
      await keys.verify(text, issuer);
      counts.push({ ...before });
    }
    expect(counts).toEqual(new Array(3).fill({ byId: 1, byDigest: 2 }));
  });

  it('tell their fault as others do', async () => {
    const { keys } = createRegistry({ acceptForeignKeys: true });
    const { id } = await keys.adopt(foreign, details);
    expect(await keys.verify(`${foreign}x`, issuer)).toEqual({ fault: 'unknown_key' });
    expect(await keys.verify('short', issuer)).toEqual({ fault: 'malformed_key' });
    expect(await keys.verify('bank_live_nothing_of_ours', issuer)).toEqual({ fault: 'malformed_key' });
    await keys.suspend(id);
    expect(await keys.verify(foreign, issuer)).toEqual({ fault: 'suspended' });
  });

  it('are found while their digest moves to another pepper', async () => {
    const { keys: older, store, clock } = createRegistry({ acceptForeignKeys: true });
    await older.adopt(foreign, details);
    const peppers = [otherPepper, pepper];
    const keys = createApiKeys({ store, clock, prefix: 'bank', peppers, acceptForeignKeys: true });
    const seen = await Promise.all(Array.from({ length: 20 }, async () => keys.verify(foreign, issuer)));
    for (const verdict of seen) expect(verdict).toHaveProperty('key');
  });
});

describe('peppers', () => {
  async function pepperOf(
    { store }: Registry,
    id: string,
  ): Promise<ApiKeyRecord['pepperVersion'] | undefined> {
    return (await store.apiKeys.find(id))?.pepperVersion;
  }

  it('a key whose pepper was taken away is as good as unknown', async () => {
    const { keys, store, clock } = createRegistry();
    const { apiKey } = await issueKey(keys);
    const newer = createApiKeys({ store, clock, prefix: 'bank', peppers: [otherPepper] });
    expect(await newer.verify(apiKey, issuer)).toEqual({ fault: 'unknown_key' });
  });

  it('a key that is used moves to the newest, and outlives the older', async () => {
    const registry = createRegistry();
    const { keys, store, clock } = registry;
    const { key, apiKey } = await issueKey(keys);
    const before = await pepperOf(registry, key.id);
    const both = createApiKeys({ store, clock, prefix: 'bank', peppers: [otherPepper, pepper] });
    expect(await both.verify(apiKey, issuer)).toHaveProperty('key');
    await expect.poll(() => pepperOf(registry, key.id)).not.toBe(before);
    const newest = createApiKeys({ store, clock, prefix: 'bank', peppers: [otherPepper] });
    expect(await newest.verify(apiKey, issuer)).toMatchObject({ key: { id: key.id } });
  });

  it('a wrong secret moves nothing', async () => {
    const registry = createRegistry();
    const { keys, store, clock } = registry;
    const { key } = await issueKey(keys);
    const record = await store.apiKeys.find(key.id);
    const both = createApiKeys({ store, clock, prefix: 'bank', peppers: [otherPepper, pepper] });
    await both.verify(await wrongSecret(key.id), issuer);
    await new Promise(setImmediate);
    expect(await store.apiKeys.find(key.id)).toEqual(record);
  });

  it('a store that does not take the new digest refuses nobody', async () => {
    const { keys, store, clock } = createRegistry();
    const { apiKey } = await issueKey(keys);
    const both = createApiKeys({ store, clock, prefix: 'bank', peppers: [otherPepper, pepper] });
    store.apiKeys.update = () => {
      throw new ServiceUnavailableError('Cannot write', { reason: 'store_unavailable' });
    };
    expect(await both.verify(apiKey, issuer)).toHaveProperty('key');
    await new Promise(setImmediate);
    expect(await both.verify(apiKey, issuer)).toHaveProperty('key');
  });
});
