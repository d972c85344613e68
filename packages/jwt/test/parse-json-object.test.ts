import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonObject } from '../src/parse-json-object.js';

const parse = (text: string) => parseJsonObject(Buffer.from(text));

describe('parseJsonObject', () => {
  it.each([
    '',
    '[]',
    'null',
    '"text"',
    '1',
    'true',
    '{',
    '{}{}',
    "{'a':1}",
    '{"a":1,}',
    '\uFEFF{}',
    '{"a":NaN}',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it.each([
    ['at the top', '{"iss":"a","iss":"b"}'],
    ['with the same value', '{"iss":"a","iss":"a"}'],
    ['spelled by an escape', '{"iss":"a","\\u0069ss":"b"}'],
    ['of a number', '{"exp":1,"exp":2}'],
    ['deep inside', '{"cnf":{"jkt":"a","jkt":"b"}}'],
    ['inside an array', '{"a":[1,{"b":1,"b":2}]}'],
    ['with an empty name', '{"":1,"":2}'],
    ['with white space before the colon', '{"a" \n:1,"a"\t:2}'],
    ['called __proto__', '{"__proto__":1,"__proto__":2}'],
  ])('RFC 7515 §4: refuses a member that stands twice, %s', (_where, text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(parseJsonObject(Buffer.from('{"a":"\xff"}', 'latin1'))).toBeUndefined();
  });

  it('is not misled by colons, quotes and backslashes inside of strings', () => {
    const value = { 'a:b': 'c:"d":', '\\': '\\\\"', '"': ':', url: 'https://x', list: [{ a: 1 }, { a: 1 }] };
    expect(parse(JSON.stringify(value))).toEqual(value);
  });

  it('takes nesting as deep as a token can be', () => {
    const depth = 100_000;
    expect(parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)).toBeDefined();
  });

  it('gives back every object that JSON can spell', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.nat(3),
        (object, indent) => {
          const text = JSON.stringify(object, null, indent);
          expect(parse(text)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses every object that gets one of its members twice', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(objects, (object) => {
        const [name = ''] = Object.keys(object);
        expect(parse(`${JSON.stringify(object).slice(0, -1)},${JSON.stringify(name)}:1}`)).toBeUndefined();
      }),
    );
  });
});
