import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Credential,
  createPrincipal,
  isSecurityError,
  mergePrincipals,
  type Principal,
} from '../src/index.js';
import { credential, fakeScheme } from './support/fake-scheme.js';

const schemes = {
  token: fakeScheme({ kind: 'token' }),
  apiKey: fakeScheme({ kind: 'apiKey' }),
  certificate: fakeScheme({ kind: 'certificate' }),
};
const principal = (says: Credential): Principal => createPrincipal(says, schemes[says.kind]);
const token = (says: Partial<Credential> = {}) => principal(credential('token', says));
const key = (says: Partial<Credential> = {}) => principal(credential('apiKey', says));
const certificate = (says: Partial<Credential> = {}) => principal(credential('certificate', says));
const identity = (id: string, issuer = 'https://issuer.example') => ({ id, issuer });

describe('mergePrincipals refuses with credential_mismatch', () => {
  test.each([
    ['key and token of different clients', key({ client: identity('d') }), token()],
    [
      'the same client id of another issuer',
      key({ client: identity('c', 'https://other.example') }),
      token(),
    ],
    ['two different tokens', token(), token({ id: 'token-2' })],
    ['two tokens without an id', token({ id: '' }), token({ id: '' })],
    ['the same key id for different clients', key(), key({ client: identity('d') })],
    ['the same token id for different users', token({ user: identity('u') }), token({ user: identity('v') })],
    ['a key that names a user beside a token that does not', key({ user: identity('u') }), token()],
    [
      'a key that names another user than the token',
      key({ user: identity('u') }),
      token({ user: identity('v') }),
    ],
    [
      'key and certificate that name different users',
      key({ user: identity('u') }),
      certificate({ user: identity('v') }),
    ],
    [
      'a certificate of another client beside a key that may stand beside any, and a token that may not',
      mergePrincipals(key({ client: identity('d'), besideAnyClient: true }), token()),
      certificate({ client: identity('e') }),
    ],
  ])('%s', (_what, one, other) => {
    for (const pair of [[one, other] as const, [other, one] as const]) {
      const error = failureOf(() => mergePrincipals(...pair));
      expect(error).toMatchObject({
        status: 403,
        code: 'credential_mismatch',
        reason: 'credential_mismatch',
      });
    }
  });
});

describe('mergePrincipals', () => {
  test.each([
    ['a key that declares nothing cuts nothing', key(), token({ scopes: ['a', 'b'] }), ['a', 'b']],
    [
      'a key cuts the token to what it declares',
      key({ scopes: ['b', 'c'] }),
      token({ scopes: ['a', 'b'] }),
      ['b'],
    ],
    ['a key that declares none leaves none', key({ scopes: [] }), token({ scopes: ['a'] }), []],
    ['a token that declares nothing gives none of the key', key({ scopes: ['a'] }), token(), []],
    ['without a token the key leads', certificate({ scopes: ['b'] }), key({ scopes: ['a', 'b'] }), ['b']],
    [
      'the same token twice is cut to both',
      token({ scopes: ['b', 'a'] }),
      token({ scopes: ['c', 'b'] }),
      ['b'],
    ],
  ])('%s', (_what, one, other, scopes) => {
    expect(mergePrincipals(one, other).scopes).toEqual(scopes);
    expect(mergePrincipals(other, one).scopes).toEqual(scopes);
  });

  test('cuts roles and permissions too: key `partner` and token `teller` leave none', () => {
    const merged = mergePrincipals(
      key({ roles: ['partner'], permissions: ['keys:manage'] }),
      token({ roles: ['teller'], permissions: ['keys:manage', 'users:manage'] }),
    );
    expect(merged.roles).toEqual([]);
    expect(merged.permissions).toEqual(['keys:manage']);
  });

  test('keeps what each credential says by itself', () => {
    const merged = mergePrincipals(
      key({ scopes: ['b'] }),
      token({ scopes: ['a', 'b'], user: identity('u') }),
    );
    expect(merged.user).toEqual(identity('u'));
    expect(merged.credentials.token?.scopes).toEqual(['a', 'b']);
    expect(merged.credentials.apiKey?.scopes).toEqual(['b']);
    expect(merged.credentials.certificate).toBeUndefined();
  });

  test('takes client and user of the token beside a key that may stand beside any client', () => {
    const merged = mergePrincipals(key({ client: identity('d'), besideAnyClient: true }), token());
    expect(merged.client).toEqual(identity('c'));
  });

  test('gives the very same principal for the same pair, frozen', () => {
    const [one, other] = [key(), token()];
    const merged = mergePrincipals(one, other);
    expect(mergePrincipals(one, other)).toBe(merged);
    expect(
      Object.isFrozen(merged) && Object.isFrozen(merged.scopes) && Object.isFrozen(merged.credentials),
    ).toBe(true);
    expect(mergePrincipals(one, one)).toBe(one);
  });

  test('does not confuse one partner with another', () => {
    const added = token({ scopes: ['a', 'b'] });
    expect(mergePrincipals(key({ scopes: ['a'] }), added).scopes).toEqual(['a']);
    expect(mergePrincipals(key({ scopes: ['b'] }), added).scopes).toEqual(['b']);
  });
});

const names = fc.option(fc.shuffledSubarray(['a', 'b', 'c']), { nil: undefined });
const somebody = fc.constantFrom(identity('x'), identity('y'), identity('x', 'https://other.example'));
const says = fc
  .record({
    kind: fc.constantFrom('token' as const, 'apiKey' as const, 'certificate' as const),
    id: fc.constantFrom('1', '2', undefined),
    client: fc.oneof({ weight: 5, arbitrary: fc.constant(identity('x')) }, somebody),
    user: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, somebody),
    besideAnyClient: fc.constantFrom(true as const, undefined, undefined),
    scopes: names,
    roles: names,
    permissions: names,
  })
  .map((fields) => JSON.parse(JSON.stringify(fields)) as Credential);

describe('mergePrincipals, for any credentials', () => {
  test('comes to the same in every order of merging, and in every grouping', () => {
    fc.assert(
      fc.property(
        fc
          .array(says, { minLength: 2, maxLength: 4 })
          .chain((all) => fc.tuple(fc.constant(all), shuffled(all))),
        fc.boolean(),
        ([all, reordered], grouped) => {
          expect(outcome(all, false)).toEqual(outcome(reordered, grouped));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a further credential never adds to what the leading one gives', () => {
    fc.assert(
      fc.property(says, says, (first, second) => {
        const [one, other] = [principal(first), principal(second)];
        const merged = attempt(() => mergePrincipals(one, other));
        if (merged === undefined) return;
        const order = ['token', 'apiKey', 'certificate'];
        const lead = order.indexOf(first.kind) <= order.indexOf(second.kind) ? one : other;
        const both = first.kind === second.kind;
        for (const list of ['scopes', 'roles', 'permissions'] as const) {
          const allowed = both ? new Set([...one[list], ...other[list]]) : new Set(lead[list]);
          for (const name of merged[list]) {
            expect(allowed.has(name)).toBe(true);
            for (const declared of [first[list], second[list]]) expect(declared ?? [name]).toContain(name);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function shuffled<T>(all: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...all], { minLength: all.length });
}

/** The merged principal, or the reason why there is none; merged from the left, or in two groups. */
function outcome(all: readonly Credential[], grouped: boolean): unknown {
  const principals = all.map(principal);
  const fold = (some: readonly Principal[]) => some.reduce(mergePrincipals);
  const merged = attempt(() => {
    if (!grouped || principals.length < 4) return fold(principals);
    return mergePrincipals(fold(principals.slice(0, 2)), fold(principals.slice(2)));
  });
  return merged ?? 'credential_mismatch';
}

function attempt(merge: () => Principal): Principal | undefined {
  try {
    return merge();
  } catch (error) {
    expect(isSecurityError(error) && error.reason).toBe('credential_mismatch');
    return undefined;
  }
}

function failureOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
