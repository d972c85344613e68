import { describe, expect, it } from 'vitest';
import { jsonMembers } from '../../src/administration/json-members.js';

const members = ['name', 'scopes', 'roles'] as const;

describe('jsonMembers', () => {
  it.each<[Record<string, string>, string]>([
    [{ scope: 'apis' }, 'members has scope, known are name, scopes, roles'],
    [{ scopes: 'name' }, 'members has one name for two of them'],
    [{ scopes: 'x', roles: 'x' }, 'members has one name for two of them'],
  ])('refuses the names %j', (names, problem) => {
    expect(() => jsonMembers('client', members, names)).toThrow(
      new TypeError(`Cannot create client administration: ${problem}`),
    );
  });

  it('has a problem for every member that is not taken, by the names of JSON', () => {
    const { read } = jsonMembers('client', members, { scopes: 'apis' });
    const body = JSON.parse('{"name":1,"apis":2,"scopes":3,"a/b~c":4,"__proto__":5,"toString":6}');
    const pointers = (taken?: (typeof members)[number][]) =>
      read(body, taken).problems.map((one) => one.pointer);
    expect(pointers()).toEqual(['/scopes', '/a~1b~0c', '/__proto__', '/toString']);
    expect(pointers(['scopes'])).toEqual(['/name', '/scopes', '/a~1b~0c', '/__proto__', '/toString']);
    expect(read(body).details).toEqual({ name: 1, scopes: 2 });
    expect(read(body, ['scopes']).details).toEqual({ scopes: 2 });
  });

  it('gives a problem the name that its member has in JSON', () => {
    const { rename, nameOf } = jsonMembers('client', members, { scopes: 'apis' });
    const detail = 'Is wrong';
    expect(rename({ pointer: '/scopes/1', detail })).toEqual({ pointer: '/apis/1', detail });
    expect(rename({ pointer: '/roles', detail })).toEqual({ pointer: '/roles', detail });
    expect(rename({ pointer: '/other/0', detail })).toEqual({ pointer: '/other/0', detail });
    expect([nameOf('scopes'), nameOf('name')]).toEqual(['apis', 'name']);
  });
});
