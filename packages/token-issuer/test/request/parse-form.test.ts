import { InvalidRequestError } from '@portcullis/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForm } from '../../src/request/parse-form.js';

describe('parseForm', () => {
  it.each([
    ['a parameter twice', 'a=1&a=2'],
    ['a parameter twice, once encoded', 'grant_type=x&grant%5Ftype=y'],
    ['a parameter twice with the same value', 'a=1&a=1'],
    ['a percent sign without digits', 'a=%'],
    ['half a percent encoding', 'a=%4'],
    ['a percent encoding of other characters', 'a=%zz'],
    ['bytes that are not UTF-8', 'a=%ff%fe'],
    ['an overlong encoding', 'a=%c0%80'],
    ['half a surrogate pair', 'a=%ed%a0%80'],
    ['characters that are not ASCII', 'a=ü'],
    ['a line break', 'a=1\nb=2'],
    ['a NUL', 'a=\0'],
    ['an encoded NUL', 'a=%00'],
    ['an encoded line break', 'a=1%0d%0aSet-Cookie:x'],
    ['a malformed name', '%=1'],
    ['more than 100 parameters', Array.from({ length: 101 }, (_, index) => `p${index}=1`).join('&')],
  ])('refuses %s', (_, text) => {
    expect(() => parseForm(text)).toThrow(InvalidRequestError);
  });

  it.each([
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=1+2%203', { a: '1 2 3' }],
    ['a=1 2', { a: '1 2' }],
    ['a=%2B', { a: '+' }],
    ['a=%C3%BC', { a: 'ü' }],
    ['a[]=1&a[x]=2', { 'a[]': '1', 'a[x]': '2' }],
    [
      '__proto__=1&constructor=2',
      Object.fromEntries([
        ['__proto__', '1'],
        ['constructor', '2'],
      ]),
    ],
  ])('reads %j', (text, parameters) => {
    expect(Object.fromEntries(parseForm(text))).toEqual(parameters);
  });

  it.each(['a=', 'a', 'a&', '&&', 'a=&a='])(
    'RFC 6749 §3.2: takes a parameter without a value for one that was left out (%j)',
    (text) => {
      expect(parseForm(text).size).toBe(0);
    },
  );

  it('takes the one value of a parameter that stands empty beside it', () => {
    expect(parseForm('a=&a=1').get('a')).toBe('1');
  });

  it('reads back whatever URLSearchParams writes', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.dictionary(value, value, { maxKeys: 20 }), (parameters) => {
        const text = new URLSearchParams(parameters).toString();
        expect(new Map(parseForm(text))).toEqual(new Map(Object.entries(parameters)));
      }),
    );
  });

  it('gives parameters or an InvalidRequestError, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'a=&%+0fF \u0000é') })),
        (text) => {
          try {
            for (const [name, value] of parseForm(text)) {
              expect(typeof name).toBe('string');
              expect(value).toMatch(/^\P{Cc}+$/u);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidRequestError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
