import { allOf } from '@portcullis/core';
import type { Request } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineRoles, type RequirePermissionOptions, requirePermission } from '../src/index.js';
import { answerTo, caller, type Said } from './support/answer-to.js';

const roles = defineRoles({
  teller: { permissions: ['accounts:read', 'accounts:freeze'] },
  notifier: { permissions: ['claim-notification:send'] },
});
const refused = { status: 403, reason: 'missing_permission', challenges: null };
const readAccounts = requirePermission('read', 'accounts', { roles });

describe('requirePermission, at creation', () => {
  it.each<[string, unknown, unknown, unknown, RegExp]>([
    ['no action', undefined, 'accounts', {}, /: action: a name is of type undefined/],
    ['an action with a colon', 'accounts:read', 'accounts', {}, /: action: "accounts:read" holds a colon$/],
    ['no resource type', 'read', undefined, {}, /: resource type: a name is of type undefined/],
    ['a resource type with a colon', 'read', 'a:b', {}, /: resource type: "a:b" holds a colon$/],
    ['an unknown option', 'read', 'accounts', { table: roles }, /: unknown option "table"/],
    ['a table that is none', 'read', 'accounts', { roles: { teller: {} } }, /: roles is not a table made by/],
    ['a table that is null', 'read', 'accounts', { roles: null }, /: roles is not a table made by/],
  ])('refuses %s', (_what, action, resourceType, options, message) => {
    const create = () =>
      requirePermission(action as string, resourceType as string, options as RequirePermissionOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

describe('requirePermission', () => {
  it.each<[string, Said]>([
    ['who lists nothing', {}],
    ['who lists another action', { permissions: ['accounts:write'] }],
    ['who lists another resource type', { permissions: ['account:read', 'transactions:read'] }],
    ['whose role grants something else', { roles: ['notifier'] }],
    ['whose role is unknown', { roles: ['admin', '__proto__'] }],
    ['whose scope is called like the permission', { scopes: ['accounts:read'] }],
  ])('refuses a caller %s', async (_what, said) => {
    expect(await answerTo([caller('token', said), readAccounts])).toMatchObject(refused);
  });

  it.each<[string, Said]>([
    ['who lists the permission', { permissions: ['accounts:read'] }],
    ['one of whose roles grants it', { roles: ['notifier', 'teller'] }],
    ['whose role grants it, and who lists other permissions', { roles: ['teller'], permissions: [] }],
  ])('lets a caller through %s', async (_what, said) => {
    expect(await answerTo([caller('token', said), readAccounts])).toMatchObject({ status: 200 });
  });

  it('does not look at roles without a table', async () => {
    const guards = [caller('token', { roles: ['teller'] }), requirePermission('read', 'accounts')];
    expect(await answerTo(guards)).toMatchObject(refused);
  });

  it.each<[string, Said, number]>([
    ['lists no permissions', {}, 200],
    ['lists other permissions alone', { permissions: ['accounts:write'] }, 403],
    ['lists none', { permissions: [] }, 403],
    ['lists the permission', { permissions: ['accounts:read'] }, 200],
    ['has the role too, and lists none', { roles: ['teller'], permissions: [] }, 200],
    ['has another role', { roles: ['notifier'] }, 403],
  ])(
    'lets a further credential only narrow what the roles of a token grant: a key that %s',
    async (_what, said, status) => {
      const both = allOf(caller('apiKey', said), caller('token', { roles: ['teller'] }));
      expect(await answerTo([both, readAccounts])).toMatchObject({ status });
    },
  );

  it('reads the type of the resource from the request where it is a function', async () => {
    const maySend = requirePermission<Request>('send', (req) => req.body.type, { roles });
    const guards = [caller('token', { roles: ['notifier'] }), maySend];
    expect(await answerTo(guards, { type: 'claim-notification' })).toMatchObject({ status: 200 });
    expect(await answerTo(guards, { type: 'invoice' })).toMatchObject(refused);
  });

  it.each([{}, { type: '' }, { type: 7 }, { type: ['claim-notification'] }, { type: { a: 1 } }])(
    'takes a request that gives no resource type for a mistake of the app: %j',
    async (body) => {
      const maySend = requirePermission<Request>('send', (req) => req.body.type, { roles });
      const answer = await answerTo([caller('token', { roles: ['notifier'] }), maySend], body);
      expect(answer).toMatchObject({ status: 500, bug: expect.any(TypeError) });
    },
  );

  it('permits no resource type that the table does not spell so', async () => {
    const maySend = requirePermission<Request>('send', (req) => req.body.type, { roles });
    const near = fc.string({
      unit: fc.constantFrom('claim-notification', ':', 'send', 'x', ' '),
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(near, async (type) => {
        const { status } = await answerTo([caller('token', { roles: ['notifier'] }), maySend], { type });
        expect(status).toBe(type === 'claim-notification' ? 200 : 403);
      }),
      { numRuns: 30 },
    );
  });
});
