import { describe, expect, it } from 'vitest';
import { requireMayGive } from '../../src/administration/require-may-give.js';
import { createPrincipal, type Principal } from '../../src/index.js';
import { credential, fakeScheme } from '../support/fake-scheme.js';

const principal = createPrincipal(
  credential('token', { scopes: ['a'], roles: ['r'], permissions: ['p:q'] }),
  fakeScheme(),
);
const kinds = ['grants', 'scopes', 'roles', 'permissions'] as const;
const check = requireMayGive({
  what: 'client',
  kinds,
  mayGive: ({ user }: Principal) => (user === undefined ? { scopes: ['b'] } : {}),
  always: { grants: ['client_credentials'] },
});

describe('requireMayGive', () => {
  it.each([
    ['scopes', { scopes: ['a', 'c'] }],
    ['roles', { scopes: ['a'], roles: ['s'] }],
    ['permissions', { permissions: ['x:y'] }],
    ['grants', { grants: ['authorization_code'] }],
    ['scopes', { scopes: ['r'] }],
    ['scopes', { scopes: ['toString'] }],
  ])('refuses %s that the caller neither holds nor may give: %j', (kind, subject) => {
    expect(() => check(subject, principal)).toThrow(
      expect.objectContaining({
        status: 403,
        code: 'beyond_own_authority',
        description: `The client would have ${kind} that you may not give`,
      }),
    );
  });

  it('asks mayGive about the very caller', () => {
    const somebody = { ...principal, user: { id: 'u', issuer: 'i' } };
    expect(() => check({ scopes: ['b'] }, somebody)).toThrow();
    check({ scopes: ['b'] }, principal);
  });

  it('lets through what they hold, what they may give, and what everybody may', () => {
    check({}, principal);
    check(
      { grants: ['client_credentials'], scopes: ['b', 'a'], roles: ['r'], permissions: ['p:q'] },
      principal,
    );
  });
});
