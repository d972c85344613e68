import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { present } from './expectations.js';
import type { ContractCase } from './harness.js';
import type { ManagedKind, SampledRecord } from './managed-kind.js';
import { eventually } from './race.js';

export function managedViewCases<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
  subject,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'suspended and revoked are refused by the view at once, resumed is not': async ({ store }) => {
      const view = store.revocations;
      present(await records(store).insert(sample('barred')));
      assert.equal(view.isRevoked(subject('barred')), false);
      await records(store).setStatus('barred', 'suspended');
      assert.equal(view.isRevoked(subject('barred')), true);
      await records(store).setStatus('barred', 'active');
      assert.equal(view.isRevoked(subject('barred')), false);
      await records(store).setStatus('barred', 'revoked');
      assert.equal(view.isRevoked(subject('barred')), true);
    },
    'each change has a greater number, and nobody else is touched by it': async ({ store }) => {
      const view = store.revocations;
      const read = present(await records(store).insert(sample('changed')));
      present(await records(store).insert(sample('bystander')));
      const before = view.changeOf(subject('changed'));
      await records(store).update({ ...read, roles: [] });
      const updated = view.changeOf(subject('changed'));
      await records(store).setStatus('changed', 'suspended');
      const suspended = view.changeOf(subject('changed'));
      assert.ok(before < updated && updated < suspended);
      assert.equal(view.changeOf(subject('bystander')), 0);
      assert.equal(view.isRevoked(subject('bystander')), false);
      assert.equal(view.changeOf(subject('unknown')), 0);
    },
    'the view of another instance hears of it, and one opened later knows it': async ({ store, open }) => {
      const early = await open();
      const read = present(await records(store).insert(sample('remote')));
      await records(store).setStatus('remote', 'suspended');
      await eventually('suspension is heard of', () => early.revocations.isRevoked(subject('remote')));
      const late = await open();
      assert.equal(late.revocations.isRevoked(subject('remote')), true);
      await records(early).setStatus('remote', 'active');
      await eventually('resumption is heard of', () => !store.revocations.isRevoked(subject('remote')));
      const number = late.revocations.changeOf(subject('remote'));
      await records(store).update({ ...read, version: 3, roles: [] });
      await eventually('change is heard of', () => late.revocations.changeOf(subject('remote')) > number);
    },
    'what catchUp has read is applied when it is done': async ({ store, open }) => {
      const other = await open();
      present(await records(store).insert(sample('caught')));
      await records(store).setStatus('caught', 'revoked');
      await other.revocations.catchUp();
      assert.equal(other.revocations.isRevoked(subject('caught')), true);
    },
  });
}
