import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { countOf, present } from './expectations.js';
import type { ContractCase } from './harness.js';
import type { ManagedKind, SampledRecord } from './managed-kind.js';
import { race } from './race.js';

export function managedRaceCases<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
  subject,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'of 50 who insert one id at once, one does': async (context) => {
      const results = await race(context, (store, turn) =>
        records(store).insert(sample('contested', { metadata: { turn } })),
      );
      const [winner] = results.filter((result) => result !== undefined);
      assert.equal(
        countOf(results, (result) => result !== undefined),
        1,
      );
      assert.deepEqual(await records(context.store).find('contested'), winner);
    },
    'of 50 updates of one version at once, one is written': async (context) => {
      const read = present(await records(context.store).insert(sample('contested')));
      const results = await race(context, (store, turn) =>
        records(store).update({ ...read, metadata: { turn } }),
      );
      const winners = results.filter((result) => result !== undefined);
      assert.equal(winners.length, 1);
      assert.deepEqual(await records(context.store).find('contested'), winners[0]);
      assert.equal(winners[0]?.version, 2);
    },
    'a revocation among 50 resumptions, suspensions and updates wins': async (context) => {
      const read = present(await records(context.store).insert(sample('contested')));
      await race<unknown>(context, (store, turn) => {
        if (turn === 25) return records(store).setStatus('contested', 'revoked');
        if (turn % 3 === 0) return records(store).update({ ...read, roles: [`turn-${turn}`] });
        return records(store).setStatus('contested', turn % 3 === 1 ? 'suspended' : 'active');
      });
      assert.equal(present(await records(context.store).find('contested')).status, 'revoked');
      await context.store.revocations.catchUp();
      assert.equal(context.store.revocations.isRevoked(subject('contested')), true);
    },
  });
}
