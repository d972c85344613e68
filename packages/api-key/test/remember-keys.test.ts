import { describe, expect, it } from 'vitest';
import { type ApiKeyOptions, apiKey } from '../src/index.js';
import { countReads } from './support/count-reads.js';
import { client, createRegistry, issueKey, issuer } from './support/registry.js';
import { serveGuarded } from './support/serve-guard.js';

const hour = 3_600_000;

/** A guard with its cache, and how many look-ups it has asked for. */
async function serveKeys(options: Partial<ApiKeyOptions> = {}) {
  const registry = createRegistry();
  const guard = apiKey({ keys: registry.keys, issuer, clock: registry.clock, ...options });
  const app = await serveGuarded([guard]);
  return { ...registry, guard, app, reads: countReads(registry.store) };
}

/** A key that the cache knows. */
async function cachedKey({ keys, app }: Pick<Awaited<ReturnType<typeof serveKeys>>, 'keys' | 'app'>) {
  const issued = await issueKey(keys, { scopes: ['a'] });
  expect([await app.status(issued.apiKey), await app.status(issued.apiKey)]).toEqual([200, 200]);
  return issued;
}

describe('the cache of verified keys', () => {
  it.each(['revoke', 'suspend', 'expire'] as const)(
    'refuses on the next request after %s',
    async (change) => {
      const { keys, app } = await serveKeys();
      const { key, apiKey: text } = await cachedKey({ keys, app });
      await keys[change](key.id);
      expect(await app.status(text)).toBe(401);
      expect(await app.status(text)).toBe(401);
      expect(app.seen).toHaveLength(2);
    },
  );

  it('refuses at the deadline, without being told', async () => {
    const { keys, app, clock } = await serveKeys();
    const { apiKey: text } = await issueKey(keys, { expiresAt: clock.now() + hour });
    for (let use = 0; use < 3; use++) expect(await app.status(text)).toBe(200);
    clock.advance(hour - 1);
    expect(await app.status(text)).toBe(200);
    clock.advance(1);
    expect(await app.status(text)).toBe(401);
  });

  it('ends a replaced key at the end of the overlap', async () => {
    const { keys, app, clock } = await serveKeys();
    const { key, apiKey: text } = await cachedKey({ keys, app });
    const successor = await keys.rotate(key.id, { overlapSeconds: 60 });
    expect([await app.status(text), await app.status(successor.apiKey)]).toEqual([200, 200]);
    clock.advance(60_000);
    expect([await app.status(text), await app.status(successor.apiKey)]).toEqual([401, 200]);
  });

  it('refuses when the client is suspended, and lets through when it is resumed', async () => {
    const { keys, app, store } = await serveKeys();
    await store.clients.insert(client);
    const { apiKey: text } = await cachedKey({ keys, app });
    await store.clients.setStatus('app', 'suspended');
    expect(await app.status(text)).toBe(401);
    await store.clients.setStatus('app', 'active');
    expect(await app.status(text)).toBe(200);
    await store.clients.setStatus('app', 'revoked');
    expect(await app.status(text)).toBe(401);
  });

  it('obeys a change of what the key may do on the next request', async () => {
    const { keys, app } = await serveKeys();
    const { key, apiKey: text } = await cachedKey({ keys, app });
    await keys.update(key.id, { scopes: ['b'], allowedAddresses: null });
    await app.status(text);
    expect(app.seen.at(-1)?.scopes).toEqual(['b']);
    await keys.update(key.id, { allowedAddresses: ['192.0.2.7'] });
    expect(await app.status(text)).toBe(403);
  });

  it('looks a refused key up as one that nobody knows', async () => {
    const { keys, app, reads } = await serveKeys();
    const { key, apiKey: text } = await cachedKey({ keys, app });
    await keys.revoke(key.id);
    const before = reads.byId;
    await app.status(text);
    await app.status(text);
    expect(reads.byId - before).toBe(2);
  });

  it('knows a key from its first sight on', async () => {
    const { keys, app, reads } = await serveKeys();
    const issued = await Promise.all(Array.from({ length: 50 }, () => issueKey(keys)));
    for (let use = 0; use < 3; use++) for (const { apiKey: text } of issued) await app.status(text);
    expect([app.seen.length, reads.byId]).toEqual([150, 50]);
  });

  it('asks the store no more once it knows a key, and gives the same principal', async () => {
    const { keys, app, reads } = await serveKeys();
    const { apiKey: text } = await cachedKey({ keys, app });
    const before = reads.byId;
    for (let use = 0; use < 5; use++) expect(await app.status(text)).toBe(200);
    expect(reads.byId).toBe(before);
    expect(new Set(app.seen).size).toBe(1);
  });

  it('keeps what it knows of others when one is revoked, or its client has changed before', async () => {
    const { keys, app, store, reads } = await serveKeys();
    const other = await cachedKey({ keys, app });
    const sibling = await cachedKey({ keys, app });
    await store.clients.insert(client);
    await store.clients.setStatus('app', 'suspended');
    await store.clients.setStatus('app', 'active');
    await keys.revoke(other.key.id);
    const before = reads.byId;
    expect(await app.status(sibling.apiKey)).toBe(200);
    expect(reads.byId).toBe(before);
  });

  it('reads again what it took longer ago than changes are remembered', async () => {
    const { keys, app, clock, store, reads } = await serveKeys();
    const { apiKey: text } = await cachedKey({ keys, app });
    clock.advance(store.revocations.rememberedMs);
    const before = reads.byId;
    expect(await app.status(text)).toBe(200);
    expect(reads.byId - before).toBe(1);
  });

  it('does not know a key by its digest alone: what was never verified does not enter', async () => {
    const { keys, app, reads } = await serveKeys();
    const { key, apiKey: text } = await issueKey(keys);
    await keys.suspend(key.id);
    for (let use = 0; use < 4; use++) expect(await app.status(text)).toBe(401);
    expect(reads.byId).toBe(4);
  });

  it('can be switched off', async () => {
    const { keys, app, reads } = await serveKeys({ cache: false });
    const { apiKey: text } = await cachedKey({ keys, app });
    await app.status(text);
    expect(reads.byId).toBe(3);
  });

  it('is empty after close, which also writes when keys were last used', async () => {
    const { keys, app, guard, reads, clock } = await serveKeys();
    const { key, apiKey: text } = await cachedKey({ keys, app });
    clock.advance(5000);
    await app.status(text);
    await guard.close();
    expect((await keys.get(key.id))?.lastUsedAt).toBe(clock.now());
    const before = reads.byId;
    await app.status(text);
    expect(reads.byId - before).toBe(1);
  });
});

describe('a key that is revoked while it is used', () => {
  it('is refused when its record was read before, and comes after', async () => {
    const { keys, app, store } = await serveKeys();
    const { key, apiKey: text } = await issueKey(keys);
    const { findPresented } = store.apiKeys;
    store.apiKeys.findPresented = async (id) => {
      const presented = await findPresented.call(store.apiKeys, id);
      await keys.revoke(key.id);
      return presented;
    };
    expect(await app.status(text)).toBe(401);
    expect(app.seen).toEqual([]);
  });

  it('lets the request end that it let through, and none after it', async () => {
    const { keys, clock } = createRegistry();
    const { key, apiKey: text } = await issueKey(keys);
    let revoked: Promise<unknown> | undefined;
    const app = await serveGuarded([apiKey({ keys, issuer, clock })], {
      async handle(_req, res) {
        revoked = keys.revoke(key.id);
        await revoked;
        res.json({});
      },
    });
    expect([await app.status(text), await app.status(text)]).toEqual([200, 401]);
    await revoked;
  });

  it('of 50 requests at once, none is let through after the revocation', async () => {
    const { keys, clock } = createRegistry();
    const { key, apiKey: text } = await issueKey(keys);
    let handled = 0;
    const app = await serveGuarded([apiKey({ keys, issuer, clock })], {
      async handle(_req, res) {
        handled += 1;
        if (handled === 10) await keys.revoke(key.id);
        res.end();
      },
    });
    const statuses = await Promise.all(Array.from({ length: 50 }, () => app.status(text)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 401)).toHaveLength(40);
  });
});
