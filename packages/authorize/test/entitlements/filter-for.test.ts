import { describe, expect, it } from 'vitest';
import { can, type FilteringSource, filterFor } from '../../src/index.js';
import { caller } from '../support/answer-to.js';
import { countingSource } from '../support/counting-source.js';
import { inHandler } from '../support/in-handler.js';

const user = caller('token');

const giving = (filter: () => unknown) =>
  ({ isEntitled: () => false, filterFor: filter }) as unknown as FilteringSource<object>;

describe('filterFor', () => {
  it.each([undefined, null, Promise.resolve(), Promise.resolve(null)])(
    'refuses a source that gives no filter, as a list without one shows everything: %s',
    async (filter) => {
      const source = giving(() => filter);
      const listed = inHandler((req) => filterFor(req, 'account', { source, action: 'read' }), user);
      await expect(listed).rejects.toThrow(
        new TypeError('Cannot filter by entitlement: the source gave no filter'),
      );
    },
  );

  it('refuses a source that cannot filter, when compiled and when run', async () => {
    const source = { isEntitled: () => true };
    // @ts-expect-error It has no filterFor.
    const listed = inHandler((req) => filterFor(req, 'account', { source, action: 'read' }), user);
    await expect(listed).rejects.toThrow(/^Cannot ask filterFor: source has no function filterFor$/);
  });

  it.each<[string, () => unknown]>([
    ['throws', () => JSON.parse('')],
    ['rejects', async () => JSON.parse('')],
  ])('fails with 503 and the cause when the source %s', async (_what, filter) => {
    const source = giving(filter);
    const listed = inHandler((req) => filterFor(req, 'account', { source, action: 'read' }), user);
    await expect(listed).rejects.toMatchObject({
      status: 503,
      reason: 'entitlements_unavailable',
      cause: expect.any(SyntaxError),
    });
  });

  it.each([false, true])(
    'gives the filter of the caller, asked for once (answers later: %s)',
    async (later) => {
      const source = countingSource({ later });
      const read = { source, action: 'read' };
      const found = inHandler(async (req): Promise<readonly string[]> => {
        const filters = [filterFor(req, 'account', read), filterFor(req, 'account', read)];
        await can(req, 'account', 'mine', read);
        return [
          ...(await Promise.all(filters)),
          await filterFor(req, 'account', { source, action: 'debit' }),
        ];
      }, user);
      expect(await found).toEqual(Array(3).fill('owner = app'));
      expect(source.asked).toEqual(['account:read', 'account:read mine', 'account:debit']);
    },
  );
});
