import { type ApiKeyGuard, type ApiKeys, apiKey, createApiKeys } from '@portcullis/api-key';
import type { Store } from '@portcullis/store';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../support/engines.js';
import { serve } from '../support/serve.js';

/** Within this, in milliseconds, every other instance obeys what one has changed. */
const propagationMs = 1_000;

const issuer = 'https://login.example';
const details = { name: 'Back office', clientId: 'app' };
const peppers = ['a pepper of this test, 32 bytes long'];

/** One of several servers on the same data: a store, a registry and a guard of its own. */
interface Instance {
  readonly store: Store;
  readonly keys: ApiKeys;
  readonly guard: ApiKeyGuard;
  /** Look-ups that the store was asked for. */
  reads(): number;
  status(key: string): Promise<number>;
}

/** Gives a further store on the same data. */
export type OpenStore = () => Promise<Store>;

/**
 * Tests what holds for keys with several instances on one engine.
 *
 * @param prepare makes the data of one test, which are gone when it is finished.
 */
export function testInstances(prepare: () => Promise<OpenStore>): void {
  async function startInstance(open: OpenStore): Promise<Instance> {
    const store = await open();
    const keys = createApiKeys({ store, prefix: 'bank', peppers });
    const guard = apiKey({ keys, issuer });
    const { findPresented } = store.apiKeys;
    let reads = 0;
    store.apiKeys.findPresented = (id) => {
      reads += 1;
      return findPresented.call(store.apiKeys, id);
    };
    const app = express();
    app.get('/', guard, (_req, res) => res.end());
    const { url, close } = await serve(app);
    onTestFinished(async () => {
      await close();
      await keys.close();
      await store.close();
    });
    const status = async (key: string) => (await fetch(url, { headers: { 'API-Key': key } })).status;
    return { store, keys, guard, status, reads: () => reads };
  }

  async function twoInstances(): Promise<readonly [Instance, Instance]> {
    const open = await prepare();
    return [await startInstance(open), await startInstance(open)];
  }

  /** A key that the caches of both know. */
  async function knownKey(one: Instance, other: Instance) {
    const issued = await one.keys.issue(details);
    for (const instance of [one, other, one, other]) expect(await instance.status(issued.apiKey)).toBe(200);
    return issued;
  }

  it.each(['revoke', 'suspend', 'expire'] as const)(
    'refuses on the next request here after %s, and soon everywhere; others stay known',
    async (change) => {
      const [one, other] = await twoInstances();
      const { key, apiKey: text } = await knownKey(one, other);
      const sibling = await knownKey(one, other);
      await one.keys[change](key.id);
      expect(await one.status(text)).toBe(401);
      await until('the other refuses', propagationMs, async () => (await other.status(text)) === 401);
      const before = [one.reads(), other.reads()];
      expect([await one.status(sibling.apiKey), await other.status(sibling.apiKey)]).toEqual([200, 200]);
      expect([one.reads(), other.reads()]).toEqual(before);
    },
  );

  it('refuses everywhere at once what is revoked and not in a cache', async () => {
    const [one, other] = await twoInstances();
    const { key, apiKey: text } = await one.keys.issue(details);
    const { apiKey: sibling } = await one.keys.issue(details);
    await one.keys.revoke(key.id);
    expect([await other.status(text), await other.status(sibling)]).toEqual([401, 200]);
  });

  it('ends a replaced key everywhere, and lets its successor in at once', async () => {
    const [one, other] = await twoInstances();
    const { key, apiKey: text } = await knownKey(one, other);
    const successor = await one.keys.rotate(key.id, { overlapSeconds: 0 });
    expect([await other.status(successor.apiKey), await one.status(text)]).toEqual([200, 401]);
    await until('the other refuses', propagationMs, async () => (await other.status(text)) === 401);
  });

  it('lets a key in again everywhere that is resumed', async () => {
    const [one, other] = await twoInstances();
    const { key, apiKey: text } = await knownKey(one, other);
    await one.keys.suspend(key.id);
    await until('the other refuses', propagationMs, async () => (await other.status(text)) === 401);
    await other.keys.resume(key.id);
    expect(await other.status(text)).toBe(200);
    await until('the first lets in', propagationMs, async () => (await one.status(text)) === 200);
  });

  it('of 50 rotations on two instances one wins', async () => {
    const [one, other] = await twoInstances();
    const { key } = await one.keys.issue(details);
    const rotate = ({ keys }: Instance) => keys.rotate(key.id, { overlapSeconds: 60 });
    const rotations = Array.from({ length: 50 }, (_, index) => rotate(index % 2 === 0 ? one : other));
    const results = await Promise.allSettled(rotations);
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of lost) expect(reason).toMatchObject({ code: 'key_replaced' });
    expect(lost).toHaveLength(49);
    expect(await other.keys.list()).toHaveLength(2);
  });

  it('of 50 revocations, suspensions, resumptions and rotations the revocations win', async () => {
    const [one, other] = await twoInstances();
    const { key, apiKey: text } = await knownKey(one, other);
    const steps = Array.from({ length: 50 }, (_, index) => {
      const { keys } = index % 2 === 0 ? one : other;
      if (index % 10 === 3) return keys.revoke(key.id);
      if (index % 10 === 6) return keys.rotate(key.id, { overlapSeconds: 60 });
      return index % 3 === 0 ? keys.suspend(key.id) : keys.resume(key.id);
    });
    const results = await Promise.allSettled(steps);
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of lost) expect(reason).toMatchObject({ status: 409 });
    expect((await other.keys.get(key.id))?.status).toBe('revoked');
    expect(await one.status(text)).toBe(401);
    await until('the other refuses', propagationMs, async () => (await other.status(text)) === 401);
    expect((await one.keys.list()).length).toBeLessThanOrEqual(2);
  });

  it('of 8 updates of different details none is lost', async () => {
    const [one, other] = await twoInstances();
    const { key } = await one.keys.issue(details);
    const parts = [{ name: 'New' }, { scopes: ['a'] }, { roles: ['r'] }, { permissions: ['p'] }];
    const updates = Array.from({ length: 8 }, (_, index) =>
      (index % 3 === 0 ? one : other).keys.update(key.id, parts[index % 4] ?? {}),
    );
    await Promise.all(updates);
    expect(await other.keys.get(key.id)).toMatchObject(Object.assign({}, ...parts));
  });

  it('of 50 first starts at once one makes the key', async () => {
    const [one, other] = await twoInstances();
    const starts = Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? one : other).keys.issueIfAbsent({ ...details, id: 'demo' }),
    );
    expect((await Promise.all(starts)).filter((made) => made !== undefined)).toHaveLength(1);
  });

  it('has when a key was last used after a clean stop, from every instance, and the newest of them', async () => {
    const [one, other] = await twoInstances();
    const { key, apiKey: text } = await knownKey(one, other);
    const begun = Date.now();
    await other.status(text);
    await Promise.all([one.guard.close(), other.keys.close()]);
    expect((await one.keys.get(key.id))?.lastUsedAt).toBeGreaterThanOrEqual(begun);
  });

  it('moves a key to the newest pepper, once, while both instances use it', async () => {
    const [one, other] = await twoInstances();
    const { key, apiKey: text } = await one.keys.issue(details);
    const newer = ['another pepper, also long enough for it', ...peppers];
    const registries = [one, other].map(({ store }) =>
      createApiKeys({ store, prefix: 'bank', peppers: newer }),
    );
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => registries[index % 2]?.verify(text, issuer)),
    );
    for (const verdict of verdicts) expect(verdict).toHaveProperty('key');
    const newest = createApiKeys({ store: one.store, prefix: 'bank', peppers: newer.slice(0, 1) });
    await until('it moved', propagationMs, async () => 'key' in (await newest.verify(text, issuer)));
    expect((await other.keys.get(key.id))?.version).toBe(2);
  });
}
