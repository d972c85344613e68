import assert from 'node:assert/strict';
import type { Names } from '@portcullis/core';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { race } from './race.js';
import { hour, minute, sampleClient, sampleUser } from './samples.js';

const refusals = casesOf('consents', 'nothing', {
  'what nobody consented to is not there, and cannot be withdrawn': async ({ store: { consents } }) => {
    await consents.give('user-1', 'client-1', ['claims']);
    for (const [userId, clientId] of [
      ['user-2', 'client-1'],
      ['user-1', 'client-2'],
      ['client-1', 'user-1'],
    ] as const) {
      assert.equal(await consents.find(userId, clientId), undefined);
      assert.equal(await consents.withdraw(userId, clientId), false);
    }
    assert.deepEqual(present(await consents.find('user-1', 'client-1')).scopes, ['claims']);
  },
  'names that cannot be kept are nobody, and are not given anything': async ({ store: { consents } }) => {
    for (const id of unstorableIds) {
      await refusesArgument(() => consents.give(id, 'client-1', ['claims']));
      await refusesArgument(() => consents.give('user-1', id, ['claims']));
      await refusesArgument(() => consents.give('user-1', 'client-1', ['claims', id]));
      assert.equal(await consents.find(id, 'client-1'), undefined);
      assert.equal(await consents.find('user-1', id), undefined);
      assert.equal(await consents.withdraw(id, 'client-1'), false);
      assert.equal(await consents.withdraw('user-1', id), false);
    }
    assert.equal(await consents.find('user-1', 'client-1'), undefined);
  },
  'scopes that are no list of names are refused': async ({ store: { consents } }) => {
    const noNames: unknown[] = ['claims', undefined, null, { 0: 'claims', length: 1 }, [1], [['claims']]];
    for (const wrong of noNames) {
      await refusesArgument(() => consents.give('user-1', 'client-1', wrong as Names));
    }
    assert.equal(await consents.find('user-1', 'client-1'), undefined);
  },
});

const giving = casesOf('consents', 'nothing', {
  'what is given is added to what was given before, each scope once': async ({ store, open }) => {
    const first = await store.consents.give('user-1', 'client-1', ['claims', 'billing', 'claims']);
    assert.deepEqual(first.scopes, ['claims', 'billing']);
    const other = await open();
    const second = await other.consents.give('user-1', 'client-1', ['profile', 'claims']);
    assert.deepEqual(second.scopes, ['claims', 'billing', 'profile']);
    assert.deepEqual([second.userId, second.clientId], ['user-1', 'client-1']);
    assert.deepEqual(await store.consents.find('user-1', 'client-1'), second);
  },
  'consent to no scope at all is consent': async ({ store: { consents } }) => {
    assert.deepEqual((await consents.give('user-1', 'client-1', [])).scopes, []);
    assert.deepEqual(present(await consents.find('user-1', 'client-1')).scopes, []);
  },
  'what is withdrawn is forgotten, and begins anew when it is given again': async ({
    store: { consents },
  }) => {
    await consents.give('user-1', 'client-1', ['claims', 'billing']);
    assert.equal(await consents.withdraw('user-1', 'client-1'), true);
    assert.equal(await consents.find('user-1', 'client-1'), undefined);
    assert.equal(await consents.withdraw('user-1', 'client-1'), false);
    assert.deepEqual((await consents.give('user-1', 'client-1', ['profile'])).scopes, ['profile']);
  },
  'changing what was given or found changes nothing in the store': async ({ store: { consents } }) => {
    const asked = ['claims'];
    const given = await consents.give('user-1', 'client-1', asked);
    const found = present(await consents.find('user-1', 'client-1'));
    asked.push('billing');
    for (const { scopes } of [given, found]) {
      try {
        (scopes as string[]).push('billing');
      } catch {
        // Frozen, which is as good as a copy.
      }
    }
    assert.deepEqual(present(await consents.find('user-1', 'client-1')).scopes, ['claims']);
  },
  'every name is kept apart from every other': async ({ store: { consents } }) => {
    for (const id of strangeIds) {
      await consents.give(id, 'client-1', [id]);
      await consents.give('user-1', id, [id]);
    }
    for (const id of strangeIds) {
      assert.deepEqual(present(await consents.find(id, 'client-1')).scopes, [id]);
      assert.deepEqual(present(await consents.find('user-1', id)).scopes, [id]);
    }
    assert.deepEqual((await consents.give('user-2', 'client-2', strangeIds)).scopes, strangeIds);
    assert.deepEqual(present(await consents.find('user-2', 'client-2')).scopes, strangeIds);
  },
  'a consent outlives the revocation of its user and client': async ({ store }) => {
    present(await store.users.insert(sampleUser()));
    present(await store.clients.insert(sampleClient()));
    const given = await store.consents.give('user-1', 'client-1', ['claims']);
    await store.users.setStatus('user-1', 'revoked');
    await store.clients.setStatus('client-1', 'revoked');
    assert.deepEqual(await store.consents.find('user-1', 'client-1'), given);
  },
});

const races = casesOf('consents', 'nothing', {
  'of 50 scopes given at once, none is lost': async (context) => {
    const results = await race(context, (store, turn) =>
      store.consents.give('user-1', 'client-1', [`scope-${turn}`, 'all']),
    );
    const { scopes } = present(await context.store.consents.find('user-1', 'client-1'));
    assert.deepEqual(scopes.toSorted(), ['all', ...results.map((_, turn) => `scope-${turn}`)].toSorted());
    assert.deepEqual(
      results.map((result) => result.scopes.length).toSorted((a, b) => a - b),
      results.map((_, turn) => turn + 2),
    );
  },
  'of 50 who withdraw at once, one did it': async (context) => {
    await context.store.consents.give('user-1', 'client-1', ['claims']);
    const results = await race(context, (store) => store.consents.withdraw('user-1', 'client-1'));
    assert.equal(countOf(results, Boolean), 1);
    assert.equal(await context.store.consents.find('user-1', 'client-1'), undefined);
  },
  'scopes given while others withdraw are all there, or none of them': async (context) => {
    const pair = ['claims', 'billing'];
    const given = await race(context, async ({ consents }, turn) => {
      if (turn % 2 === 1) await consents.withdraw('user-1', 'client-1');
      return turn % 2 === 1 ? pair : (await consents.give('user-1', 'client-1', pair)).scopes;
    });
    for (const scopes of given) assert.deepEqual(scopes, pair);
    const left = await context.store.consents.find('user-1', 'client-1');
    assert.deepEqual(left?.scopes ?? pair, pair);
  },
});

const timed = casesOf('consents', 'records', {
  'givenAt is the time of the last giving, of scopes that were known too': async ({
    store: { consents },
    clock,
  }) => {
    const start = clock.now();
    assert.equal((await consents.give('user-1', 'client-1', ['claims'])).givenAt, start);
    clock.advance(minute);
    assert.equal((await consents.give('user-1', 'client-1', ['claims'])).givenAt, start + minute);
    clock.advance(minute);
    assert.equal(present(await consents.find('user-1', 'client-1')).givenAt, start + minute);
  },
  'a consent is never swept': async ({ store, clock }) => {
    const given = await store.consents.give('user-1', 'client-1', ['claims']);
    clock.advance(store.revocations.rememberedMs + 10_000 * hour);
    await store.sweep();
    assert.deepEqual(await store.consents.find('user-1', 'client-1'), given);
  },
});

export const consentCases: readonly ContractCase[] = [...refusals, ...giving, ...races, ...timed];
