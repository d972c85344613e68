import { describe, expect, test } from 'vitest';
import {
  allOf,
  anyOf,
  defineGuard,
  type Guard,
  guardTree,
  optional,
  publicRoute,
  reportOnly,
} from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';

const token = defineGuard('token', fakeScheme());
const key = defineGuard('key', fakeScheme({ kind: 'apiKey', header: 'x-key' }));
const requirement = defineGuard('requirement', { check: () => true });
const recognises = () => true;
const slot = 'authorization';
const basic = defineGuard('basic', fakeScheme({ slot, recognises }));
const bearer = defineGuard('bearer', fakeScheme({ slot, recognises }));
const silent = defineGuard('silent', fakeScheme({ slot }));
const open = publicRoute('documentation');
const stranger = ((_req: unknown, _res: unknown, next: () => void) => next()) as unknown as Guard;
const future = Object.assign(() => {}, {
  'portcullis.guard': { type: 'anyTwoOf', parts: [] },
}) as unknown as Guard;
const futureInside = Object.assign(() => {}, {
  'portcullis.guard': { type: 'allOf', parts: [{ type: 'anyTwoOf', parts: [] }] },
}) as unknown as Guard;

describe('a composition that makes no sense stops the start', () => {
  test.each<[string, () => unknown, string]>([
    ['allOf of nothing', () => allOf(), 'Cannot create allOf: it has no part'],
    ['anyOf of nothing', () => anyOf(), 'Cannot create anyOf: it has no part'],
    [
      'a middleware of unknown make',
      () => allOf(token, stranger),
      'Cannot create allOf: a part was not made by',
    ],
    ['a middleware of unknown make', () => anyOf(stranger), 'Cannot create anyOf: a part was not made by'],
    [
      'a middleware of unknown make',
      () => optional(stranger),
      'Cannot create optional: a part was not made by',
    ],
    [
      'a middleware of unknown make',
      () => reportOnly(stranger),
      'Cannot create reportOnly: a part was not made by',
    ],
    ['undefined', () => allOf(undefined as unknown as Guard), 'Cannot create allOf: a part was not made by'],
    [
      'a tree with a word that is not known',
      () => allOf(future),
      'Cannot create allOf: a part was not made by',
    ],
    [
      'such a word further down',
      () => optional(futureInside),
      'Cannot create optional: a part was not made by',
    ],
    ['a public route in allOf', () => allOf(token, open), 'Cannot create allOf: a public route stands alone'],
    ['a public route in anyOf', () => anyOf(token, open), 'Cannot create anyOf: a public route stands alone'],
    ['an optional public route', () => optional(open), 'Cannot create optional: a public route stands alone'],
    [
      'a reported public route',
      () => reportOnly(open),
      'Cannot create reportOnly: a public route stands alone',
    ],
    [
      'two of one slot',
      () => allOf(basic, bearer),
      'Cannot create allOf: basic and bearer both read authorization',
    ],
    [
      'two of one slot, one optional',
      () => allOf(basic, optional(bearer)),
      'Cannot create allOf: basic and bearer both',
    ],
    [
      'two of one slot, deeper',
      () => allOf(allOf(key, basic), anyOf(bearer, key)),
      'Cannot create allOf: basic and bearer',
    ],
    [
      'an alternative for nobody',
      () => anyOf(token, optional(key)),
      'Cannot create anyOf: optional(key) lets everybody',
    ],
    [
      'the same in allOf',
      () => anyOf(token, allOf(optional(key))),
      'Cannot create anyOf: allOf(optional(key)) lets',
    ],
    [
      'an alternative that only reports',
      () => anyOf(token, reportOnly(key)),
      'Cannot create anyOf: reportOnly(key) lets',
    ],
    [
      'an alternative that never runs',
      () => anyOf(basic, silent),
      'Cannot create anyOf: silent would never run',
    ],
    [
      'an optional requirement',
      () => optional(requirement),
      'Cannot create optional: requirement has no scheme in it',
    ],
    [
      'a public route without a reason',
      () => publicRoute(' '),
      'Cannot create public route: reason is missing',
    ],
  ])('%s', (_what, create, message) => {
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

describe('a composition that makes sense', () => {
  test.each<[string, () => Guard, string]>([
    [
      'the same scheme twice',
      () => allOf(token, allOf(token, requirement)),
      'allOf(token, token, requirement)',
    ],
    ['alternatives of one slot', () => anyOf(basic, bearer), 'anyOf(basic, bearer)'],
    ['the first of one slot may recognise nothing', () => anyOf(silent, bearer), 'anyOf(silent, bearer)'],
    [
      'the same alternatives twice',
      () => allOf(anyOf(basic, bearer), anyOf(bearer, basic)),
      'allOf(anyOf(basic, bearer), anyOf(bearer, basic))',
    ],
    [
      'requirements alone',
      () => allOf(requirement, anyOf(requirement)),
      'allOf(requirement, anyOf(requirement))',
    ],
    [
      'schemes come first',
      () => allOf(requirement, token, anyOf(requirement), optional(key)),
      'allOf(token, optional(key), requirement, anyOf(requirement))',
    ],
    [
      'a requirement after an optional scheme lets nobody pass',
      () => anyOf(token, allOf(optional(key), requirement)),
      'anyOf(token, allOf(optional(key), requirement))',
    ],
    ['a reported requirement', () => reportOnly(requirement), 'reportOnly(requirement)'],
    ['a public route', () => open, 'publicRoute'],
  ])('%s', (_what, create, name) => {
    expect(create().name).toBe(name);
  });

  test('carries a tree that is frozen all the way', () => {
    const tree = guardTree(optional(allOf(token, requirement)));
    expect(tree).toMatchObject({
      type: 'optional',
      part: { type: 'allOf', parts: [{ name: 'token' }, { name: 'requirement' }] },
    });
    if (tree.type !== 'optional' || tree.part.type !== 'allOf') throw new Error('the tree has another form');
    expect([tree, tree.part, tree.part.parts, ...tree.part.parts].every(Object.isFrozen)).toBe(true);
    expect(guardTree(publicRoute('documentation'))).toEqual({ type: 'public', reason: 'documentation' });
  });
});
