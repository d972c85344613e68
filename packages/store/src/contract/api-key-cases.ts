import assert from 'node:assert/strict';
import type { ApiKeyRecord } from '../api-key-store.js';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { eventually, race } from './race.js';
import { hour, issuer, minute, sampleApiKey, sampleClient } from './samples.js';

const wins = (record: ApiKeyRecord | undefined, successor: string) => record?.replacedBy === successor;

const refusals = casesOf('API keys', 'nothing', {
  'nothing is presented under an unknown id or digest': async ({ store: { apiKeys } }) => {
    present(await apiKeys.insert(sampleApiKey('known', { digest: 'known-digest' })));
    for (const text of ['unknown', 'Known', 'known-Digest', ...strangeIds, ...unstorableIds]) {
      assert.equal(await apiKeys.findPresented(text), undefined);
      assert.equal(await apiKeys.findPresentedByDigest(text), undefined);
      assert.equal(await apiKeys.rotate(text, sampleApiKey('next'), Date.now()), undefined);
    }
    assert.equal((await apiKeys.list()).length, 1);
  },
  'a digest belongs to one key': async ({ store: { apiKeys } }) => {
    present(await apiKeys.insert(sampleApiKey('one', { digest: 'same' })));
    assert.equal(await apiKeys.insert(sampleApiKey('two', { digest: 'same' })), undefined);
    const other = present(await apiKeys.insert(sampleApiKey('three')));
    assert.equal(await apiKeys.update({ ...other, digest: 'same' }), undefined);
    assert.deepEqual(await apiKeys.find('three'), other);
  },
  'a key of a suspended or revoked client is presented as such': async ({ store: { apiKeys, clients } }) => {
    present(await clients.insert(sampleClient('client-1')));
    present(await apiKeys.insert(sampleApiKey('one')));
    for (const [status, liveness] of [
      ['suspended', 'suspended'],
      ['active', 'live'],
      ['revoked', 'revoked'],
    ] as const) {
      await clients.setStatus('client-1', status);
      assert.equal((await apiKeys.findPresented('one'))?.liveness, liveness);
    }
  },
  'a key that is not live cannot be rotated, and no successor appears': async ({ store: { apiKeys } }) => {
    const read = present(await apiKeys.insert(sampleApiKey('paused')));
    const suspended = await apiKeys.setStatus('paused', 'suspended');
    assert.deepEqual(await apiKeys.rotate('paused', sampleApiKey('next'), read.createdAt + hour), suspended);
    const revoked = await apiKeys.setStatus('paused', 'revoked');
    assert.deepEqual(await apiKeys.rotate('paused', sampleApiKey('next'), read.createdAt + hour), revoked);
    assert.equal(await apiKeys.find('next'), undefined);
  },
  'a rotation to a taken id or digest changes nothing': async ({ store: { apiKeys } }) => {
    const read = present(await apiKeys.insert(sampleApiKey('old')));
    present(await apiKeys.insert(sampleApiKey('taken', { digest: 'taken-digest' })));
    const endsAt = read.createdAt + hour;
    assert.deepEqual(await apiKeys.rotate('old', sampleApiKey('taken'), endsAt), read);
    assert.deepEqual(await apiKeys.rotate('old', sampleApiKey('old'), endsAt), read);
    const sameDigest = sampleApiKey('next', { digest: 'taken-digest' });
    assert.deepEqual(await apiKeys.rotate('old', sameDigest, endsAt), read);
    assert.equal((await apiKeys.list()).length, 2);
  },
  'values that cannot be kept are refused': async ({ store: { apiKeys } }) => {
    await refusesArgument(() => apiKeys.insert(sampleApiKey('one', { digest: 'a\0b' })));
    await refusesArgument(() => apiKeys.insert(sampleApiKey('one', { expiresAt: 1.5 })));
    await refusesArgument(() => apiKeys.rotate('one', sampleApiKey('two'), Number.NaN));
    await refusesArgument(() => apiKeys.touch([{ id: 'one', usedAt: -1 }]));
  },
});

const rotation = casesOf('API keys', 'nothing', {
  'of 50 rotations of one key at once, one wins and brings one successor': async (context) => {
    const { apiKeys } = context.store;
    const read = present(await apiKeys.insert(sampleApiKey('old')));
    const results = await race(context, (store, turn) =>
      store.apiKeys.rotate('old', sampleApiKey(`next-${turn}`), read.createdAt + hour),
    );
    assert.equal(
      countOf(results, (result, turn) => wins(result, `next-${turn}`)),
      1,
    );
    const replacedBy = present(await apiKeys.find('old')).replacedBy ?? '';
    assert.deepEqual(
      (await apiKeys.list()).map(({ id }) => id),
      ['old', replacedBy],
    );
  },
  'a rotated key ends at the deadline, or at its own if that is sooner, and every view hears of it': async ({
    store,
    open,
  }) => {
    const { apiKeys, revocations } = store;
    const other = await open();
    const read = present(await apiKeys.insert(sampleApiKey('old')));
    const rotated = present(await apiKeys.rotate('old', sampleApiKey('next'), read.createdAt + hour));
    assert.deepEqual([rotated.replacedBy, rotated.expiresAt], ['next', read.createdAt + hour]);
    const successor = present(await apiKeys.find('next'));
    assert.deepEqual([successor.status, successor.version], ['active', 1]);
    assert.ok(revocations.changeOf({ issuer, keyId: 'old' }) > 0);
    await eventually('rotation is heard of', () => other.revocations.changeOf({ issuer, keyId: 'old' }) > 0);
    const soon = sampleApiKey('soon', { expiresAt: read.createdAt + minute });
    present(await apiKeys.insert(soon));
    const sooner = present(await apiKeys.rotate('soon', sampleApiKey('later'), read.createdAt + hour));
    assert.equal(sooner.expiresAt, read.createdAt + minute);
    assert.deepEqual(await apiKeys.rotate('soon', sampleApiKey('again'), read.createdAt + hour), sooner);
  },
});

const others = casesOf('API keys', 'nothing', {
  'a key is presented by id and by digest, live without a client record': async ({
    store: { apiKeys },
    open,
  }) => {
    const key = present(await apiKeys.insert(sampleApiKey('one', { digest: 'foreign' })));
    const { apiKeys: elsewhere } = await open();
    assert.deepEqual(await apiKeys.findPresented('one'), { key, liveness: 'live' });
    assert.deepEqual(await elsewhere.findPresentedByDigest('foreign'), { key, liveness: 'live' });
  },
  'a new digest replaces the old one': async ({ store: { apiKeys } }) => {
    const read = present(await apiKeys.insert(sampleApiKey('one', { digest: 'pepper-1' })));
    const changed = present(await apiKeys.update({ ...read, digest: 'pepper-2', pepperVersion: 2 }));
    assert.equal(await apiKeys.findPresentedByDigest('pepper-1'), undefined);
    assert.deepEqual((await apiKeys.findPresentedByDigest('pepper-2'))?.key, changed);
  },
  'absent lists stay absent, and empty ones empty': async ({ store: { apiKeys }, open }) => {
    const { scopes: _scopes, allowedAddresses: _addresses, ...bare } = sampleApiKey('bare');
    present(await apiKeys.insert({ ...bare, roles: [] }));
    const found = present(await (await open()).apiKeys.find('bare'));
    assert.deepEqual([Object.hasOwn(found, 'scopes'), found.roles], [false, []]);
  },
  'last uses are written without a new version, never back, and survive an update': async ({ store }) => {
    const { apiKeys, revocations } = store;
    const read = present(await apiKeys.insert(sampleApiKey('used')));
    await apiKeys.touch([
      { id: 'used', usedAt: 2_000 },
      { id: 'unknown', usedAt: 2_000 },
      { id: 'used', usedAt: 1_000 },
      ...unstorableIds.map((id) => ({ id, usedAt: 1 })),
    ]);
    assert.deepEqual(await apiKeys.find('used'), { ...read, lastUsedAt: 2_000 });
    await apiKeys.touch([{ id: 'used', usedAt: 500 }]);
    const written = present(await apiKeys.update({ ...read, roles: ['changed'] }));
    assert.deepEqual([written.lastUsedAt, written.roles], [2_000, ['changed']]);
    await apiKeys.setStatus('used', 'revoked');
    const number = revocations.changeOf({ issuer, keyId: 'used' });
    await apiKeys.touch([{ id: 'used', usedAt: 3_000 }]);
    assert.equal(revocations.changeOf({ issuer, keyId: 'used' }), number);
  },
  'a list by client has the keys of that client alone': async ({ store: { apiKeys } }) => {
    const own = present(await apiKeys.insert(sampleApiKey('own', { clientId: 'a' })));
    present(await apiKeys.insert(sampleApiKey('foreign', { clientId: 'b' })));
    assert.deepEqual(await apiKeys.list({ clientId: 'a' }), [own]);
    for (const clientId of ['unknown', ...unstorableIds]) {
      assert.deepEqual(await apiKeys.list({ clientId }), []);
    }
  },
});

const timed = casesOf('API keys', 'records', {
  'a key is dead from its deadline on, to the millisecond': async ({ store: { apiKeys }, clock }) => {
    const expiresAt = clock.now() + minute;
    present(await apiKeys.insert(sampleApiKey('edge', { expiresAt })));
    clock.advance(minute - 1);
    assert.equal((await apiKeys.findPresented('edge'))?.liveness, 'live');
    clock.advance(1);
    assert.equal((await apiKeys.findPresented('edge'))?.liveness, 'expired');
    const late = present(await apiKeys.rotate('edge', sampleApiKey('next'), expiresAt + hour));
    assert.equal(late.replacedBy, undefined);
    assert.equal(await apiKeys.find('next'), undefined);
  },
});

export const apiKeyCases: readonly ContractCase[] = [...refusals, ...rotation, ...others, ...timed];
