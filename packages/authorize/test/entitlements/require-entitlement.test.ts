import type { IncomingMessage } from 'node:http';
import {
  allOf,
  anyOf,
  ForbiddenError,
  type Guard,
  notFound,
  optional,
  refusals,
  SecurityError,
  ServiceUnavailableError,
} from '@portcullis/core';
import type { Request, RequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import {
  denyWith,
  type EntitlementSource,
  type RequireEntitlementOptions,
  requireEntitlement,
  requireRoles,
} from '../../src/index.js';
import { absentKey, caller } from '../support/answer-to.js';
import { countingSource } from '../support/counting-source.js';
import { type ServedAccounts, serveAccounts } from '../support/serve-accounts.js';

const user = caller('token');
const source = countingSource();
const saying = (isEntitled: () => unknown) => ({ isEntitled }) as EntitlementSource;
const read = (by: EntitlementSource, hide?: boolean) =>
  requireEntitlement('account', 'accountId', { source: by, action: 'read', ...(hide === true && { hide }) });

describe('requireEntitlement, at creation', () => {
  const options = { source, action: 'read' };
  it.each<[string, readonly unknown[], RegExp]>([
    ['no type', [undefined, 'accountId', options], /: resource type: a name is of type undefined/],
    [
      'a type of two words',
      ['bank account', 'accountId', options],
      /: resource type: "bank account" is not a name$/,
    ],
    ['a type with a colon', ['a:b', 'accountId', options], /: resource type: "a:b" holds a colon$/],
    [
      'no parameter',
      ['account', undefined, options],
      /: the id is neither the name of a parameter nor a function$/,
    ],
    [
      'an empty parameter',
      ['account', '', options],
      /: the id is neither the name of a parameter nor a function$/,
    ],
    ['no options', ['account', 'accountId'], /: options must be an object$/],
    [
      'an unknown option',
      ['account', 'accountId', { ...options, hidden: true }],
      /: unknown option "hidden"/,
    ],
    ['no action', ['account', 'accountId', { source }], /: action: a name is of type undefined/],
    ['no source', ['account', 'accountId', { action: 'read' }], /: source has no function isEntitled$/],
    [
      'a source that is a function',
      ['account', 'accountId', { ...options, source: () => true }],
      /: source has no/,
    ],
    [
      'a text that hides',
      ['account', 'accountId', { ...options, hide: 'no' }],
      /: hide is neither true nor false$/,
    ],
  ])('refuses %s', (_what, given, message) => {
    const create = () => requireEntitlement(...(given as [string, string, RequireEntitlementOptions]));
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
    expect(create).toThrow(/^Cannot create requireEntitlement: /);
  });

  it('does not compile with a source that may say nothing', () => {
    // @ts-expect-error A function that returns nothing entitles nobody, and says so before it runs.
    const nothing: EntitlementSource = { isEntitled: () => {} };
    // @ts-expect-error Nor does a promise of nothing.
    const nothingLater: EntitlementSource = { isEntitled: async () => {} };
    // @ts-expect-error Nor what is only like true.
    const one: EntitlementSource = { isEntitled: () => 1 };
    expect([nothing, nothingLater, one]).toHaveLength(3);
  });
});

describe.each(bothExpresses)('requireEntitlement on %s', (_name, express) => {
  let app: ServedAccounts;
  afterEach(() => app.close());
  const serve = async (...handlers: readonly RequestHandler[]) => {
    app = await serveAccounts(express, ...handlers);
    return app;
  };

  describe('refuses', () => {
    it.each([false, true])('somebody else’s resource with 403 (answers later: %s)', async (later) => {
      await serve(user, read(countingSource({ later })));
      const { status, text } = await app.get('/accounts/theirs');
      expect(status).toBe(403);
      expect(text).toContain('cache-control: no-store');
      expect(text).not.toContain('www-authenticate');
      expect(app.reasons).toEqual(['not_entitled']);
    });

    it.each([false, true])(
      'it to the byte as a missing one, where it hides (answers later: %s)',
      async (later) => {
        await serve(user, read(countingSource({ later }), true));
        const hidden = await app.get('/accounts/theirs');
        expect(hidden.status).toBe(404);
        expect(await app.get('/accounts/none')).toEqual(hidden);
        expect(await app.get('/no/such/path')).toEqual(hidden);
        expect(app.reasons).toEqual(['not_entitled', 'not_entitled']);
      },
    );

    it.each<[string, RequestHandler]>([
      ['where refusals are forwarded', refusals({ forward: true })],
      ['behind headers of the app', (_req, res, next) => next(void res.set('Cache-Control', 'private'))],
    ])('it to the byte as one that a handler misses, %s', async (_what, before) => {
      const theirs = countingSource({ entitled: ({ id }) => id !== 'theirs' });
      await serve(before, user, read(theirs, true));
      const hidden = await app.get('/accounts/theirs');
      expect(hidden.status).toBe(404);
      expect(await app.get('/accounts/none')).toEqual(hidden);
    });

    it('it to the byte as what a handler answers by notFound', async () => {
      await serve(user, read(source, true), notFound());
      expect(await app.get('/accounts/theirs')).toEqual(await app.get('/accounts/mine'));
    });

    it.each([1, 'true', {}, undefined, null, Promise.resolve('yes'), Promise.resolve()])(
      'what the source says is neither true nor false, as a mistake of the app: %s',
      async (answer) => {
        await serve(
          user,
          read(
            saying(() => answer),
            true,
          ),
        );
        expect(await app.get('/accounts/mine')).toMatchObject({ status: 500 });
        expect(app.errors).toEqual([expect.any(TypeError)]);
      },
    );

    it.each<[string, boolean, () => unknown]>([
      ['throws', false, () => toss(new Error('secret of the database'))],
      ['throws behind hide', true, () => toss(new Error('secret of the database'))],
      ['rejects', false, () => Promise.reject(new Error('secret of the database'))],
      ['rejects behind hide', true, () => Promise.reject(new Error('secret of the database'))],
      ['throws what is no error', false, () => toss('secret of the database')],
    ])('with 503 when the source %s', async (_what, hide, isEntitled) => {
      await serve(user, read(saying(isEntitled), hide));
      const { status, text } = await app.get('/accounts/mine');
      expect(status).toBe(503);
      expect(text).toContain('retry-after: ');
      expect(text).not.toContain('secret');
      expect(app.reasons).toEqual(['entitlements_unavailable']);
    });

    it.each([
      new ForbiddenError('', { reason: 'app:known' }),
      new SecurityError('', { status: 404, code: 'gone', reason: 'app:gone' }),
    ])(
      'for a source that throws %s as if it had said no, so that nothing tells what exists',
      async (error) => {
        await serve(
          user,
          read(
            saying(() => toss(error)),
            true,
          ),
        );
        const thrown = await app.get('/accounts/theirs');
        await app.close();
        await serve(
          user,
          read(
            saying(() => Promise.reject(error)),
            true,
          ),
        );
        expect(await app.get('/accounts/theirs')).toEqual(thrown);
        expect(await app.get('/no/such/path')).toEqual(thrown);
      },
    );

    it('with another refusal of the source as it says', async () => {
      const down = new ServiceUnavailableError('down', { reason: 'store_unavailable' });
      await serve(user, read(saying(() => Promise.reject(down))));
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 503 });
      expect(app.reasons).toEqual(['store_unavailable']);
    });

    it.each<[string, string | ((req: unknown) => string)]>([
      ['a parameter that the route does not have', 'acountId'],
      ['a name that every object has', 'constructor'],
      ['the name of the prototype', '__proto__'],
      ['a function that gives nothing', () => undefined as unknown as string],
      ['a function that gives an empty text', () => ''],
      ['a function that gives a list', () => ['mine'] as unknown as string],
      ['a function that gives a promise', (async () => 'mine') as unknown as () => string],
    ])('with 500 for %s', async (_what, id) => {
      await serve(user, requireEntitlement('account', id, { source: saying(() => true), action: 'read' }));
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 500 });
      expect(app.errors).toEqual([
        expect.objectContaining({ message: expect.stringMatching(/^Cannot check entitlement: the /) }),
      ]);
    });

    it('with 500 where the route’s parameters do not reach', async () => {
      const router = express.Router();
      router.use(user, read(saying(() => true)));
      await serve(router);
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 500 });
      expect(app.errors).toEqual([
        expect.objectContaining({
          message:
            'Cannot check entitlement: the request has no parameter "accountId"; mount the guard on the route that names it',
        }),
      ]);
    });

    it('with 500 where no guard before it finds out who calls', async () => {
      await serve(
        read(
          saying(() => true),
          true,
        ),
      );
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 500 });
    });

    it('with 401 whom an optional scheme did not find, whether the resource exists or not', async () => {
      await serve(optional(absentKey), read(source, true));
      const mine = await app.get('/accounts/mine');
      expect(mine).toMatchObject({ status: 401, text: expect.stringContaining('www-authenticate: Test') });
      expect(await app.get('/accounts/none')).toEqual(mine);
    });

    it('a known caller whom more credentials may entitle: with 401, and hidden with 404', async () => {
      await serve(user, optional(absentKey), read(source));
      expect(await app.get('/accounts/theirs')).toMatchObject({ status: 401 });
      await app.close();
      await serve(user, optional(absentKey), read(source, true));
      expect(await app.get('/accounts/theirs')).toEqual(await app.get('/no/such/path'));
    });
  });

  describe('lets through', () => {
    it.each([false, true])('who is entitled, mounted alone (answers later: %s)', async (later) => {
      await serve(user, read(countingSource({ later }), true));
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 200 });
    });

    it.each<[string, Guard]>([
      ['in allOf', allOf(user, read(source, true))],
      ['in anyOf', allOf(user, anyOf(requireRoles('teller'), read(source, true)))],
      ['after an optional scheme', allOf(optional(user), read(source, true))],
      ['in denyWith', allOf(user, denyWith(read(source, true), { status: 401 }))],
    ])('who is entitled, %s', async (_where, guard) => {
      await serve(guard);
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 200 });
      expect(await app.get('/accounts/theirs')).not.toMatchObject({ status: 200 });
    });

    it('whom an alternative entitles to what the source would hide', async () => {
      const teller = caller('token', { roles: ['teller'] });
      await serve(teller, anyOf(read(source, true), requireRoles('teller')));
      expect(await app.get('/accounts/theirs')).toMatchObject({ status: 200 });
    });

    it('by an id that a function reads from the request', async () => {
      const asked = countingSource();
      const accountOf = ({ url = '' }: IncomingMessage) => url.slice('/accounts/'.length);
      await serve(user, requireEntitlement('account', accountOf, { source: asked, action: 'debit' }));
      expect(await app.get('/accounts/mine')).toMatchObject({ status: 200 });
      expect(await app.get('/accounts/theirs')).toMatchObject({ status: 403 });
      expect(asked.asked).toEqual(['account:debit mine', 'account:debit theirs']);
    });

    it('by an id in a body that Express has parsed', async () => {
      const asked = countingSource();
      const parse: RequestHandler = (req, _res, next) => {
        req.body = { fromAccountId: 'mine' };
        next();
      };
      const fromAccount = requireEntitlement('account', (req: Request) => req.body.fromAccountId, {
        ...{ source: asked, action: 'debit' },
      });
      await serve(parse, user, fromAccount);
      expect(await app.get('/accounts/theirs')).toMatchObject({ status: 200 });
      expect(asked.asked).toEqual(['account:debit mine']);
    });

    it('by the decoded parameter, which is what the handler reads', async () => {
      const asked = countingSource();
      await serve(user, read(asked));
      expect(await app.get('/accounts/%6Dine')).toMatchObject({ status: 200 });
      expect(await app.get('/accounts/mine%2F..')).toMatchObject({ status: 403 });
      expect(asked.asked).toEqual(['account:read mine', 'account:read mine/..']);
    });
  });
});

function toss(thrown: unknown): never {
  throw thrown;
}
