import { describe, expect, test } from 'vitest';
import { defineGuard, type Guard, guardTree, isGuard, type Scheme } from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';

describe('defineGuard, at creation', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a function', () => true],
    ['an empty object', {}],
    ['a check that is no function', { check: true }],
    ['a scheme without challenges', { ...fakeScheme(), challenges: undefined }],
    ['a scheme without slot', { ...fakeScheme(), slot: '' }],
    ['a scheme of an unknown kind', { ...fakeScheme(), kind: 'password' }],
    ['a scheme that cannot authenticate', { ...fakeScheme(), authenticate: undefined }],
  ])('refuses %s', (_what, part) => {
    expect(() => defineGuard('wrong', part as Scheme)).toThrow(
      /^Cannot define guard: wrong is neither a scheme/,
    );
  });

  test('refuses a guard without a name', () => {
    expect(() => defineGuard('', fakeScheme())).toThrow(
      new TypeError('Cannot define guard: name is missing'),
    );
  });

  test('names the middleware, and carries its tree', () => {
    const scheme = fakeScheme();
    const guard = defineGuard('tokenMiddleware', scheme);
    expect(guard.name).toBe('tokenMiddleware');
    expect(guard).toHaveLength(3);
    expect(isGuard(guard)).toBe(true);
    expect(guardTree(guard)).toEqual({ type: 'scheme', name: 'tokenMiddleware', scheme });
    expect(Object.isFrozen(guardTree(guard))).toBe(true);
  });

  test('tells a guard from another middleware', () => {
    const middleware = () => {};
    expect(isGuard(middleware)).toBe(false);
    expect(isGuard({ 'portcullis.guard': { type: 'public' } })).toBe(false);
    expect(() => guardTree(middleware as unknown as Guard)).toThrow(TypeError);
  });
});
