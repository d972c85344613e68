import { type Principal, principalOf } from '@portcullis/core';
import express, { type Request } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { can, type EntitlementSource, requireEntitlement } from '../../src/index.js';
import { caller } from '../support/answer-to.js';
import { countingSource } from '../support/counting-source.js';
import { inHandler } from '../support/in-handler.js';
import { serveAccounts } from '../support/serve-accounts.js';

const user = caller('token', { scopes: ['a', 'b'] });

describe('what was asked once in a request', () => {
  it('is not asked again: not by guards, not by handlers, not at the same time', async () => {
    const source = countingSource();
    const options = { source, action: 'read' };
    const guard = () => requireEntitlement('account', 'accountId', options);
    const found = inHandler(
      (req) => Promise.all(Array.from({ length: 50 }, () => can(req, 'account', 'mine', options))),
      user,
      guard(),
      guard(),
    );
    expect(await found).toEqual(Array(50).fill(true));
    expect(source.asked).toEqual(['account:read mine']);
  });

  it('is asked again in the next request', async () => {
    const source = countingSource();
    const app = await serveAccounts(
      express,
      user,
      requireEntitlement('account', 'accountId', { source, action: 'read' }),
    );
    await app.get('/accounts/mine');
    await app.get('/accounts/mine');
    await app.close();
    expect(source.asked).toHaveLength(2);
  });

  it('is asked again of another source, and once a further credential narrows the principal', async () => {
    const [source, other] = [countingSource(), countingSource()];
    const key = caller('apiKey', { scopes: ['a'] });
    const scopes: Principal['scopes'][] = [];
    source.isEntitled = ({ principal }) => {
      scopes.push(principal.scopes);
      return principal.scopes.includes('b');
    };
    const found = inHandler(
      async (req) => {
        await can(req, 'account', 'mine', { source: other, action: 'read' });
        return [await can(req, 'account', 'mine', { source, action: 'read' }), principalOf(req).scopes];
      },
      user,
      requireEntitlement('account', 'accountId', { source, action: 'read' }),
      key,
    );
    expect(await found).toEqual([false, ['a']]);
    expect(scopes).toEqual([['a', 'b'], ['a']]);
    expect(other.asked).toEqual(['account:read mine']);
  });

  it('is asked again after a failure', async () => {
    let asked = 0;
    const failingOnce: EntitlementSource = {
      async isEntitled() {
        asked++;
        if (asked === 1) throw new Error('the connection was lost');
        return true;
      },
    };
    const options = { source: failingOnce, action: 'read' };
    const found = inHandler(async (req) => {
      const both = [can(req, 'account', 'mine', options), can(req, 'account', 'mine', options)];
      const failed = await Promise.allSettled(both);
      return [...failed.map(({ status }) => status), await can(req, 'account', 'mine', options)];
    }, user);
    expect(await found).toEqual(['rejected', 'rejected', true]);
    expect(asked).toBe(2);
  });

  it('is run once where the source gives a query that runs anew for each then', async () => {
    let runs = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: query builders are made like this.
      then(resolve: (answer: boolean) => void) {
        runs++;
        resolve(true);
      },
    };
    const lazy: EntitlementSource = { isEntitled: () => query as unknown as Promise<boolean> };
    const options = { source: lazy, action: 'read' };
    const ask = (req: Request) => Promise.all([1, 2, 3].map(() => can(req, 'account', 'mine', options)));
    expect(await inHandler(ask, user)).toEqual([true, true, true]);
    expect(runs).toBe(1);
  });

  it('gets the answer of its own question, however questions are mixed', async () => {
    const words = fc.constantFrom('a', 'b', 'a:b', 'b:a:b', ':a');
    const names = fc.constantFrom('a', 'b', 'ab');
    const questions = fc.array(fc.record({ type: names, id: words, action: names }), { maxLength: 20 });
    const entitled = ({ type, id, action }: { type: string; id: string; action: string }) =>
      (type.length * 7 + id.length * 3 + action.length + id.charCodeAt(0)) % 2 === 0;
    await fc.assert(
      fc.asyncProperty(questions, fc.boolean(), async (asked, later) => {
        const source = countingSource({ later, entitled });
        const found = await inHandler(
          (req) => Promise.all(asked.map(({ type, id, action }) => can(req, type, id, { source, action }))),
          user,
        );
        expect(found).toEqual(asked.map(entitled));
        expect(source.asked).toHaveLength(new Set(asked.map((one) => JSON.stringify(one))).size);
      }),
      { numRuns: 100 },
    );
  });
});
