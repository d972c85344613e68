import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { hostileJson, unstorableIds } from './hostile-strings.js';
import { eventually, race } from './race.js';
import { hour, issuer, minute, sampleSigningKey } from './samples.js';

const later = () => Date.now() + 24 * hour;

const refusals = casesOf('signing keys', 'nothing', {
  'an unknown or unstorable kid is neither activated nor removed': async ({ store: { signingKeys } }) => {
    for (const kid of ['unknown', ...unstorableIds]) {
      assert.equal(await signingKeys.activate(kid, undefined, later()), false);
      assert.equal(await signingKeys.remove(kid), false);
    }
    for (const kid of unstorableIds) await refusesArgument(() => signingKeys.insert(sampleSigningKey(kid)));
    assert.deepEqual(await signingKeys.list(), []);
  },
  'a taken kid is given to no other key': async ({ store: { signingKeys } }) => {
    const read = present(await signingKeys.insert(sampleSigningKey('one')));
    assert.equal(await signingKeys.insert(sampleSigningKey('one', { privateJwk: 'other' })), undefined);
    assert.deepEqual(await signingKeys.list(), [read]);
  },
  'a key is activated only over the one that the caller knows as active': async ({
    store: { signingKeys },
  }) => {
    for (const kid of ['one', 'two', 'three']) present(await signingKeys.insert(sampleSigningKey(kid)));
    assert.equal(await signingKeys.activate('one', 'two', later()), false);
    assert.equal(await signingKeys.activate('one', undefined, later()), true);
    assert.equal(await signingKeys.activate('two', undefined, later()), false);
    assert.equal(await signingKeys.activate('two', 'three', later()), false);
    assert.equal(await signingKeys.activate('one', 'one', later()), false);
    assert.equal(await signingKeys.activate('two', 'one', later()), true);
    assert.equal(await signingKeys.activate('one', 'two', later()), false);
    const states = (await signingKeys.list()).map(({ kid, state }) => [kid, state]);
    assert.deepEqual(states, [
      ['one', 'retired'],
      ['two', 'active'],
      ['three', 'pending'],
    ]);
    await refusesArgument(() => signingKeys.activate('three', 'two', Number.NaN));
  },
});

const races = casesOf('signing keys', 'nothing', {
  'of 50 instances that start at once on an empty store, one activates its key': async (context) => {
    const results = await race(context, async (store, turn) => {
      present(await store.signingKeys.insert(sampleSigningKey(`kid-${turn}`)));
      return store.signingKeys.activate(`kid-${turn}`, undefined, later());
    });
    assert.equal(countOf(results, Boolean), 1);
    const active = (await context.store.signingKeys.list()).filter(({ state }) => state === 'active');
    assert.deepEqual(
      active.map(({ kid }) => kid),
      [`kid-${results.indexOf(true)}`],
    );
  },
  'of 50 rotations at once, one wins': async (context) => {
    const { signingKeys } = context.store;
    present(await signingKeys.insert(sampleSigningKey('old')));
    await signingKeys.activate('old', undefined, later());
    const results = await race(context, async (store, turn) => {
      present(await store.signingKeys.insert(sampleSigningKey(`kid-${turn}`)));
      return store.signingKeys.activate(`kid-${turn}`, 'old', later());
    });
    assert.equal(countOf(results, Boolean), 1);
    const states = (await signingKeys.list()).map(({ state }) => state);
    assert.equal(
      countOf(states, (state) => state === 'active'),
      1,
    );
    assert.equal(
      countOf(states, (state) => state === 'retired'),
      1,
    );
  },
});

const others = casesOf('signing keys', 'nothing', {
  'each algorithm has an active key of its own': async ({ store: { signingKeys } }) => {
    present(await signingKeys.insert(sampleSigningKey('es')));
    present(await signingKeys.insert(sampleSigningKey('rs', { algorithm: 'RS256' })));
    assert.equal(await signingKeys.activate('es', undefined, later()), true);
    assert.equal(await signingKeys.activate('rs', 'es', later()), false);
    assert.equal(await signingKeys.activate('rs', undefined, later()), true);
    assert.deepEqual(
      (await signingKeys.list()).map(({ state }) => state),
      ['active', 'active'],
    );
  },
  'a key comes back with both its parts as they were, in another instance too': async ({ store, open }) => {
    const given = sampleSigningKey('whole', { publicJwk: hostileJson, privateJwk: 'pr\u{1f511}vate "\\' });
    const inserted = present(await store.signingKeys.insert(given));
    assert.deepEqual({ ...inserted, ...given }, inserted);
    assert.equal(inserted.state, 'pending');
    assert.deepEqual(await (await open()).signingKeys.list(), [inserted]);
  },
  'a removed key is gone at once, and every view refuses what it signed': async ({ store, open }) => {
    const other = await open();
    present(await store.signingKeys.insert(sampleSigningKey('stolen')));
    await store.signingKeys.activate('stolen', undefined, later());
    assert.equal(await store.signingKeys.remove('stolen'), true);
    assert.equal(await store.signingKeys.remove('stolen'), false);
    assert.deepEqual(await store.signingKeys.list(), []);
    const signed = { issuer, tokenId: 't', issuedAt: 9_000_000_000, signingKeyId: 'stolen' };
    assert.equal(store.revocations.isRevoked(signed), true);
    assert.equal(store.revocations.isRevoked({ ...signed, signingKeyId: 'other' }), false);
    await eventually('removal is heard of', () => other.revocations.isRevoked(signed));
    present(await store.signingKeys.insert(sampleSigningKey('next')));
    assert.equal(await store.signingKeys.activate('next', undefined, later()), true);
  },
});

const timed = casesOf('signing keys', 'records', {
  'a retired key is listed up to its end, to the millisecond, with its times': async ({ store, clock }) => {
    const { signingKeys } = store;
    const start = clock.now();
    for (const kid of ['old', 'new']) present(await signingKeys.insert(sampleSigningKey(kid)));
    await signingKeys.activate('old', undefined, later());
    clock.advance(minute);
    await signingKeys.activate('new', 'old', start + hour);
    const [old, active] = await signingKeys.list();
    assert.deepEqual(
      [old?.activatedAt, old?.retiredAt, old?.expiresAt, active?.activatedAt, active?.expiresAt],
      [start, start + minute, start + hour, start + minute, undefined],
    );
    clock.set(start + hour - 1);
    assert.equal((await signingKeys.list()).length, 2);
    clock.advance(1);
    assert.deepEqual(await signingKeys.list(), [active]);
  },
});

export const signingKeyCases: readonly ContractCase[] = [...refusals, ...races, ...others, ...timed];
