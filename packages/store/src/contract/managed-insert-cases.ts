import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { hostileJson, hostileTexts, strangeIds, unstorableIds } from './hostile-strings.js';
import type { ManagedKind, SampledRecord } from './managed-kind.js';

export function managedInsertCases<T extends SampledRecord, New extends { readonly id: string }>(
  kind: ManagedKind<T, New>,
): readonly ContractCase[] {
  return [...refusals(kind), ...insertions(kind)];
}

function refusals<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'nothing is known under an id that was never given, however hostile': async ({ store }) => {
      const known = present(await records(store).insert(sample('known')));
      for (const id of ['unknown', ...strangeIds, ...unstorableIds]) {
        assert.equal(await records(store).find(id), undefined);
        assert.equal(await records(store).setStatus(id, 'revoked'), undefined);
      }
      assert.equal(await records(store).update({ ...known, id: 'unknown' }), undefined);
      assert.deepEqual(await records(store).list(), [known]);
    },
    'an id that cannot be one is refused, and nothing is written': async ({ store }) => {
      for (const id of unstorableIds) await refusesArgument(() => records(store).insert(sample(id)));
      assert.deepEqual(await records(store).list(), []);
    },
    'what JSON would lose is refused, and nothing is written': async ({ store }) => {
      for (const lossy of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, new Date(), new Map()]) {
        const metadata = JSON.parse('{}');
        metadata.lossy = lossy;
        await refusesArgument(() => records(store).insert(sample('lossy', { metadata })));
      }
      assert.deepEqual(await records(store).list(), []);
    },
    'a taken id is given to nobody else, a revoked one neither': async ({ store }) => {
      const first = present(await records(store).insert(sample('taken')));
      assert.equal(await records(store).insert(sample('taken', { metadata: { other: true } })), undefined);
      assert.deepEqual(await records(store).find('taken'), first);
      const tombstone = await records(store).setStatus('taken', 'revoked');
      assert.equal(await records(store).insert(sample('taken')), undefined);
      assert.deepEqual(await records(store).find('taken'), tombstone);
    },
  });
}

function insertions<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'an inserted record is active, of version 1, and is found as it was given': async ({ store, open }) => {
      const given = sample('new');
      const inserted = present(await records(store).insert(given));
      const { id, status, version, createdAt, updatedAt } = inserted;
      assert.deepEqual({ id, status, version }, { id: 'new', status: 'active', version: 1 });
      assert.ok(Number.isSafeInteger(createdAt) && createdAt > 0);
      assert.equal(updatedAt, createdAt);
      assert.deepEqual({ ...inserted, ...given }, inserted);
      assert.deepEqual(await records(store).find('new'), inserted);
      assert.deepEqual(await records(await open()).find('new'), inserted);
    },
    'ids that look alike are different ids': async ({ store }) => {
      for (const id of strangeIds)
        present(await records(store).insert(sample(id, { metadata: { own: id } })));
      for (const id of strangeIds) {
        const found = present(await records(store).find(id));
        assert.deepEqual([found.id, found.metadata], [id, { own: id }]);
      }
    },
    'every text and every JSON comes back as it was': async ({ store, open }) => {
      const metadata = { texts: hostileTexts, json: hostileJson };
      present(await records(store).insert(sample('hostile', { metadata })));
      assert.deepEqual(present(await records(await open()).find('hostile')).metadata, metadata);
      assert.equal('admin' in {}, false);
    },
    'a big record comes back whole': async ({ store, open }) => {
      const names = Array.from({ length: 5_000 }, (_, index) => `scope:${index}`);
      present(await records(store).insert(sample('big', { metadata: { names } })));
      assert.deepEqual(present(await records(await open()).find('big')).metadata, { names });
    },
    'changing what was given or found changes nothing in the store': async ({ store }) => {
      const metadata = { list: ['one'] };
      present(await records(store).insert(sample('copied', { metadata })));
      metadata.list.push('two');
      const found = present(await records(store).find('copied'));
      try {
        Object.assign(found.metadata, { list: [] });
      } catch {
        assert.ok(Object.isFrozen(found.metadata));
      }
      assert.deepEqual(present(await records(store).find('copied')).metadata, { list: ['one'] });
    },
  });
}
