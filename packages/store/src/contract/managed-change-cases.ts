import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import type { ManagedKind, SampledRecord } from './managed-kind.js';

export function managedChangeCases<T extends SampledRecord, New extends { readonly id: string }>(
  kind: ManagedKind<T, New>,
): readonly ContractCase[] {
  return [...updates(kind), ...statusChanges(kind), ...stamps(kind)];
}

function updates<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'an update of an older version loses and writes nothing': async ({ store }) => {
      const read = present(await records(store).insert(sample('stale')));
      const newer = present(await records(store).update({ ...read, roles: ['newer'] }));
      assert.equal(await records(store).update({ ...read, roles: ['older'] }), undefined);
      assert.equal(await records(store).update({ ...newer, version: newer.version + 1 }), undefined);
      assert.deepEqual(await records(store).find('stale'), newer);
    },
    'an update writes what was changed, and one more version': async ({ store, open }) => {
      const read = present(await records(store).insert(sample('changed')));
      const written = present(
        await records(store).update({ ...read, roles: [], metadata: { changed: 'yes' } }),
      );
      const { updatedAt } = written;
      assert.deepEqual(written, { ...read, roles: [], metadata: { changed: 'yes' }, version: 2, updatedAt });
      assert.deepEqual(await records(await open()).find('changed'), written);
    },
    'an update leaves status and stamps as they are stored': async ({ store }) => {
      const read = present(await records(store).insert(sample('kept')));
      const forged = { ...read, status: 'revoked' as const, createdAt: 1, updatedAt: 1 };
      const written = present(await records(store).update(forged));
      assert.deepEqual(written, { ...read, version: 2, updatedAt: written.updatedAt });
    },
    'an update that cannot be kept is refused and writes nothing': async ({ store }) => {
      const read = present(await records(store).insert(sample('refused')));
      const metadata = JSON.parse('{}');
      metadata.when = new Date();
      await refusesArgument(() => records(store).update({ ...read, metadata }));
      assert.deepEqual(await records(store).find('refused'), read);
    },
  });
}

function statusChanges<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'revocation is final: no status, no update comes after it': async ({ store }) => {
      present(await records(store).insert(sample('ended')));
      const revoked = present(await records(store).setStatus('ended', 'revoked'));
      assert.equal(revoked.status, 'revoked');
      assert.deepEqual(await records(store).setStatus('ended', 'active'), revoked);
      assert.deepEqual(await records(store).setStatus('ended', 'suspended'), revoked);
      assert.equal(await records(store).update({ ...revoked, roles: ['back'] }), undefined);
      assert.deepEqual(await records(store).find('ended'), revoked);
    },
    'suspension is lifted by resuming, and each is a new version': async ({ store }) => {
      const read = present(await records(store).insert(sample('paused')));
      const suspended = present(await records(store).setStatus('paused', 'suspended'));
      assert.deepEqual([suspended.status, suspended.version], ['suspended', 2]);
      assert.equal(await records(store).update({ ...read, roles: [] }), undefined);
      const resumed = present(await records(store).setStatus('paused', 'active'));
      assert.deepEqual(resumed, { ...read, version: 3, updatedAt: resumed.updatedAt });
    },
    'the status that it has already is no change': async ({ store }) => {
      const read = present(await records(store).insert(sample('same')));
      assert.deepEqual(await records(store).setStatus('same', 'active'), read);
      assert.deepEqual(await records(store).find('same'), read);
    },
  });
}

function stamps<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'records', {
    'a change is stamped with its time, and its making keeps its own': async ({ store, clock }) => {
      const read = present(await records(store).insert(sample('stamped')));
      assert.equal(read.createdAt, clock.now());
      clock.advance(1_234);
      const written = present(await records(store).update({ ...read, roles: [] }));
      assert.deepEqual([written.createdAt, written.updatedAt], [read.createdAt, read.createdAt + 1_234]);
    },
  });
}
