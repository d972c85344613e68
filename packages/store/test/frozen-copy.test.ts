import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozenCopy } from '../src/frozen-copy.js';

class Sample {
  readonly value = 1;
}

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('frozenCopy', () => {
  it.each([
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a hole in a list', new Array(2)],
    ['NaN', { a: Number.NaN }],
    ['an infinite number', [Number.POSITIVE_INFINITY]],
    ['a big integer', { a: 1n }],
    ['a symbol', { a: Symbol('s') }],
    ['a function', { a: () => 1 }],
    ['a date', { a: new Date() }],
    ['a map', { a: new Map() }],
    ['a set', new Set()],
    ['a buffer', { a: Buffer.from('x') }],
    ['an object of a class', { a: new Sample() }],
    ['a cycle', cyclic],
  ])('refuses %s', (_what, value) => {
    expect(() => frozenCopy(value, 'Cannot store it: value')).toThrow(TypeError);
  });

  it('says where the trouble is, without the value', () => {
    const record = { metadata: { list: [1, { secret: 12_345n }] } };
    expect(() => frozenCopy(record, 'Cannot store client: record')).toThrow(
      new TypeError('Cannot store client: record.metadata.list.1.secret is not JSON: bigint'),
    );
  });

  it('leaves out members that are undefined', () => {
    expect(Object.keys(frozenCopy({ a: undefined, b: 1 }, 'value'))).toEqual(['b']);
  });

  it('copies __proto__ as the plain member that it is', () => {
    const copy: Record<string, unknown> = frozenCopy(JSON.parse('{"__proto__":{"admin":true}}'), 'value');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.hasOwn(copy, '__proto__')).toBe(true);
    expect(copy['admin']).toBeUndefined();
  });

  it('gives back what JSON would, frozen to the last member', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const copy = frozenCopy(value, 'value');
        expect(copy).toStrictEqual(JSON.parse(JSON.stringify(value)));
        expect(isDeeplyFrozen(copy)).toBe(true);
      }),
    );
  });
});

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}
