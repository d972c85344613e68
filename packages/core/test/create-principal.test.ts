import { describe, expect, test } from 'vitest';
import { type Credential, createPrincipal, isPrincipal, principalOf } from '../src/index.js';
import { credential, fakeScheme } from './support/fake-scheme.js';

const scheme = fakeScheme({ kind: 'token' });
const client = { id: 'c', issuer: 'https://issuer.example' };

describe('createPrincipal', () => {
  test.each<[string, object]>([
    ['another kind', { kind: 'password' }],
    ['the kind of another scheme', { kind: 'apiKey' }],
    ['no client', { client: undefined }],
    ['a client without issuer', { client: { id: 'c' } }],
    ['a client with an empty id', { client: { id: '', issuer: 'i' } }],
    ['a client that is a text', { client: 'c' }],
    ['a user without id', { user: { issuer: 'i' } }],
    ['a user that is null', { user: null }],
    ['an id that is a number', { id: 7 }],
    ['scopes in one text', { scopes: 'accounts:read payments:write' }],
    ['roles that are no texts', { roles: [1] }],
    ['permissions that are null', { permissions: null }],
  ])('refuses a credential with %s', (_what, wrong) => {
    expect(() => createPrincipal({ ...credential('token'), ...wrong } as Credential, scheme)).toThrow(
      /^Cannot create principal: the credential is malformed, its /,
    );
  });

  test('says what the credential says, and nothing where it declares nothing', () => {
    const principal = createPrincipal(
      { kind: 'token', id: 't', client, user: { id: 'u', issuer: 'i' }, scopes: ['a', 'b', 'a'], roles: [] },
      scheme,
    );
    expect(principal).toEqual({
      client,
      user: { id: 'u', issuer: 'i' },
      scopes: ['a', 'b'],
      roles: [],
      permissions: [],
      credentials: {
        token: {
          kind: 'token',
          id: 't',
          client,
          user: { id: 'u', issuer: 'i' },
          scopes: ['a', 'b'],
          roles: [],
        },
      },
    });
  });

  test('is deeply frozen, and a copy', () => {
    const says = { kind: 'token' as const, client: { ...client }, scopes: ['a'] };
    const principal = createPrincipal(says, scheme);
    says.client.id = 'somebody else';
    says.scopes.push('admin');
    expect(principal.client.id).toBe('c');
    expect(principal.scopes).toEqual(['a']);
    expectDeeplyFrozen(principal);
  });
});

describe('isPrincipal', () => {
  test.each([
    [undefined],
    [null],
    ['c'],
    [{ client, scopes: [], roles: [], permissions: [], credentials: {} }],
  ])('is false for %j, which createPrincipal did not make', (value) => {
    expect(isPrincipal(value)).toBe(false);
  });

  test('what is derived from a principal is none itself', () => {
    const principal = createPrincipal(credential('token', { scopes: [] }), scheme);
    const derived = Object.create(principal, { scopes: { value: ['admin'] } });
    expect(derived.client).toBe(principal.client);
    expect(isPrincipal(derived)).toBe(false);
  });

  test('a copy by spreading is no principal any more', () => {
    const principal = createPrincipal(credential('token', { scopes: [] }), scheme);
    expect(isPrincipal(principal)).toBe(true);
    expect(isPrincipal({ ...principal, scopes: ['admin'] })).toBe(false);
    expect(isPrincipal(JSON.parse(JSON.stringify(principal)))).toBe(false);
  });
});

describe('principalOf', () => {
  test('throws where no guard found anybody', () => {
    expect(() => principalOf({} as never)).toThrow(
      'Cannot read the principal: no guard before this handler found one',
    );
  });

  test('throws for what a guard did not put there', () => {
    const req = { principal: { client, scopes: ['admin'] } };
    expect(() => principalOf(req as never)).toThrow(
      'req.principal was overwritten by something that is not a guard',
    );
  });
});

function expectDeeplyFrozen(value: object): void {
  expect(Object.isFrozen(value)).toBe(true);
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object') expectDeeplyFrozen(inner);
  }
}
