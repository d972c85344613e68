import { describe, expect, it } from 'vitest';
import { defineRoles } from '../src/index.js';

const roles = defineRoles({
  teller: {
    scopes: ['accounts:read', 'transactions:read'],
    permissions: ['accounts:read', 'accounts:freeze'],
  },
  owner: { scopes: ['accounts:read', 'payments:write'], permissions: ['accounts:read'] },
  'it-manager': {},
});

describe('defineRoles, at creation', () => {
  it.each<[string, unknown, RegExp]>([
    ['no table', undefined, /^Cannot define roles: the table is not an object$/],
    ['an empty table', {}, /^Cannot define roles: the table is empty$/],
    ['a role that is no name', { 'a b': {} }, /^Cannot define roles: "a b" is not a name$/],
    ['a role without a definition', { teller: undefined }, /role teller: options must be an object$/],
    ['an unknown member', { teller: { scope: [] } }, /role teller: unknown option "scope"/],
    ['a list that is a text', { teller: { scopes: 'a' } }, /role teller: scopes is not a list$/],
    [
      'a scope that is no name',
      { teller: { scopes: ['a b'] } },
      /scope of role teller: "a b" is not a name$/,
    ],
    [
      'a permission without an action',
      { teller: { permissions: ['accounts'] } },
      /"accounts" is not written as/,
    ],
    ['a permission of three parts', { teller: { permissions: ['a:b:c'] } }, /"a:b:c" is not written as/],
    [
      'a permission without a resource type',
      { teller: { permissions: [':read'] } },
      /":read" is not written as/,
    ],
  ])('refuses %s', (_what, table, message) => {
    const define = () => defineRoles(table as never);
    expect(define).toThrow(TypeError);
    expect(define).toThrow(message);
  });
});

describe('a table of roles', () => {
  it('knows its roles, in the order declared', () => {
    expect(roles.names).toEqual(['teller', 'owner', 'it-manager']);
    expect(roles.has('owner')).toBe(true);
    expect(roles.has('admin')).toBe(false);
  });

  it('says what several roles grant together, each name once', () => {
    expect(roles.scopesOf(['owner', 'teller'])).toEqual([
      'accounts:read',
      'transactions:read',
      'payments:write',
    ]);
    expect(roles.permissionsOf(['owner', 'teller'])).toEqual(['accounts:read', 'accounts:freeze']);
  });

  it.each(['it-manager', 'admin', '__proto__', 'constructor', 'toString'])('grants nothing to %s', (role) => {
    expect(roles.scopesOf([role])).toEqual([]);
    expect(roles.permissionsOf([role])).toEqual([]);
    expect(roles.permits([role], 'accounts:read')).toBe(false);
  });

  it('permits what one of the roles grants', () => {
    expect(roles.permits(['it-manager', 'owner'], 'accounts:read')).toBe(true);
    expect(roles.permits(['owner'], 'accounts:freeze')).toBe(false);
  });

  it('does not change when the declared object does', () => {
    const declared = { clerk: { permissions: ['accounts:read'] } };
    const table = defineRoles(declared);
    declared.clerk.permissions.push('accounts:delete');
    expect(table.permissionsOf(['clerk'])).toEqual(['accounts:read']);
    expect(Object.isFrozen(table)).toBe(true);
  });
});
