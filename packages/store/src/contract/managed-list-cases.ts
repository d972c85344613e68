import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { unstorableIds } from './hostile-strings.js';
import type { ManagedKind, SampledRecord } from './managed-kind.js';

export function managedListCases<T extends SampledRecord, New extends { readonly id: string }>({
  part,
  records,
  sample,
}: ManagedKind<T, New>): readonly ContractCase[] {
  return casesOf(part, 'nothing', {
    'a page that cannot be is refused': async ({ store }) => {
      for (const limit of [0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY]) {
        await refusesArgument(() => records(store).list({ limit }));
      }
    },
    'nothing comes after a record that is not there': async ({ store }) => {
      present(await records(store).insert(sample('only')));
      for (const after of ['unknown', 'only', ...unstorableIds]) {
        assert.deepEqual(await records(store).list({ after }), []);
      }
    },
    'pages give every record once, the oldest first': async ({ store }) => {
      const ids = Array.from({ length: 25 }, (_, index) => `${(index * 7) % 25}-${index}`);
      for (const id of ids) present(await records(store).insert(sample(id)));
      await records(store).setStatus(ids[3] ?? '', 'revoked');
      const listed: string[] = [];
      let page = await records(store).list({ limit: 10 });
      while (page.length > 0) {
        assert.ok(page.length <= 10);
        listed.push(...page.map(({ id }) => id));
        page = await records(store).list({ limit: 10, after: listed.at(-1) ?? '' });
      }
      assert.deepEqual(listed, ids);
    },
    'a page has 100 records unless it is told otherwise': async ({ store }) => {
      const ids = Array.from({ length: 120 }, (_, index) => `id-${index}`);
      await Promise.all(ids.map(async (id) => records(store).insert(sample(id))));
      const [first, all] = [await records(store).list(), await records(store).list({ limit: 1000 })];
      assert.deepEqual([first.length, all.length], [100, 120]);
      assert.deepEqual(all.slice(0, 100), first);
      assert.deepEqual(new Set(all.map(({ id }) => id)), new Set(ids));
    },
  });
}
