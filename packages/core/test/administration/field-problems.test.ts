import { describe, expect, it } from 'vitest';
import {
  isScopeToken,
  listProblems,
  missingProblem,
  nameProblems,
} from '../../src/administration/field-problems.js';
import { readPage } from '../../src/administration/read-page.js';

it.each(['', ' ', 'a b', 'a"b', 'a\\b', 'ä', 'a\tb', 'a'.repeat(129)])(
  'RFC 6749 §3.3: %j is no scope',
  (text) => {
    expect(isScopeToken(text)).toBe(false);
  },
);

it.each(['a', 'accounts:read', '!#[]~', 'a'.repeat(128)])('RFC 6749 §3.3: %j is a scope', (text) => {
  expect(isScopeToken(text)).toBe(true);
});

it.each([null, 7, '', '  ', 'a\nb', 'a\0b', '\u202e', 'a'.repeat(201), ['a']])('%j is no name', (name) => {
  expect(nameProblems(name)).toHaveLength(1);
});

it.each([undefined, 'a', 'Zoë & Söhne', 'a'.repeat(200)])('%j is a name, or is absent', (name) => {
  expect(nameProblems(name)).toEqual([]);
});

describe('listProblems', () => {
  it.each([null, 'a', 7, { 0: 'a' }])('%j is no list', (list) => {
    expect(listProblems('scopes', list, isScopeToken)).toEqual([
      { pointer: '/scopes', detail: 'Must be a list of texts' },
    ]);
  });

  it('has one entry for each that is no text, not good, or there before', () => {
    const pointers = listProblems('scopes', ['a', 7, 'a b', 'a', null], isScopeToken).map(
      (one) => one.pointer,
    );
    expect(pointers).toEqual(['/scopes/1', '/scopes/2', '/scopes/3', '/scopes/4']);
    expect(listProblems('scopes', undefined, isScopeToken)).toEqual([]);
    expect(listProblems('scopes', [], isScopeToken)).toEqual([]);
  });
});

it('a member is missing when it is undefined', () => {
  expect(missingProblem('name', undefined)).toEqual([{ pointer: '/name', detail: 'Is missing' }]);
  expect(missingProblem('name', null)).toEqual([]);
});

describe('readPage', () => {
  it.each(['0', '1001', '1.5', 'x', '-1', 'Infinity', '', '1e9'])('refuses limit=%s', (limit) => {
    expect(() => readPage(new URLSearchParams({ limit }))).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('is the first hundred unless the query says otherwise', () => {
    expect(readPage(new URLSearchParams())).toEqual({ limit: 100 });
    expect(readPage(new URLSearchParams({ limit: '5', after: 'x' }))).toEqual({ limit: 5, after: 'x' });
  });
});
