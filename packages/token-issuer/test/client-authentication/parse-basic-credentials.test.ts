import { InvalidRequestError } from '@portcullis/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBasicCredentials } from '../../src/client-authentication/parse-basic-credentials.js';

const encode = (pair: string | Buffer) => Buffer.from(pair).toString('base64');

describe('parseBasicCredentials', () => {
  it.each([
    ['no credentials', 'Basic'],
    ['no credentials behind the space', 'Basic '],
    ['no colon', `Basic ${encode('client')}`],
    ['something after the credentials', `Basic ${encode('client:secret')} x`],
    ['a comma and more', `Basic ${encode('client:secret')}, Basic ${encode('client:secret')}`],
    ['a space at the end', `Basic ${encode('client:secret')} `],
    ['a tab for the space', `Basic\t${encode('client:secret')}`],
    ['a colon for the space', `Basic:${encode('client:secret')}`],
    ['characters that are not base64', 'Basic Y2xpZW50OnNl*3JldA=='],
    ['the url-safe alphabet', `Basic ${Buffer.from('a:\u00ff\u00ff\u00fe>>>???').toString('base64url')}`],
    ['missing padding', `Basic ${encode('client:secre').replace('=', '')}x`],
    ['too much padding', `Basic ${encode('client:secret')}=`],
    ['stray bits in the last character', 'Basic YTpiYh=='],
    ['characters that are not form-encoded', `Basic ${encode('ü:ß')}`],
    ['bytes that are not UTF-8', `Basic ${encode(Buffer.from([0x61, 0x3a, 0xff, 0xfe]))}`],
    ['a malformed percent encoding in the id', `Basic ${encode('a%:secret')}`],
    ['a malformed percent encoding in the secret', `Basic ${encode('a:50%')}`],
    ['a control character', `Basic ${encode('a:b\u0007')}`],
    ['an encoded NUL', `Basic ${encode('a%00:b')}`],
  ])('RFC 7617 §2: refuses %s', (_, authorization) => {
    expect(() => parseBasicCredentials(authorization)).toThrow(InvalidRequestError);
  });

  it.each(['Bearer abc', 'Basics abc', 'Digest username="x"', '', 'Basic-x abc', encode('a:b')])(
    'leaves another scheme alone: %j',
    (authorization) => {
      expect(parseBasicCredentials(authorization)).toBeUndefined();
    },
  );

  it.each([
    ['Basic', 'client:secret', 'client', 'secret'],
    ['basic', 'client:secret', 'client', 'secret'],
    ['BASIC', 'client:secret', 'client', 'secret'],
    ['Basic  ', 'client:secret', 'client', 'secret'],
    ['Basic', 'client:with:colons', 'client', 'with:colons'],
    ['Basic', 'https%3A%2F%2Fclient.example:a+b%2Bc', 'https://client.example', 'a b+c'],
    ['Basic', '%C3%BC:%C3%9F', 'ü', 'ß'],
    ['Basic', 'a client:a secret', 'a client', 'a secret'],
    ['Basic', ':', '', ''],
  ])('RFC 6749 §2.3.1: reads "%s" and "%s"', (scheme, pair, clientId, clientSecret) => {
    expect(parseBasicCredentials(`${scheme} ${encode(pair)}`)).toEqual({ clientId, clientSecret });
  });

  it('reads back every id and secret that is form-encoded as the RFC says', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/\p{Cc}/u.test(value));
    const formEncode = (value: string) => new URLSearchParams({ v: value }).toString().slice(2);
    fc.assert(
      fc.property(text, text, (clientId, clientSecret) => {
        const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
        expect(parseBasicCredentials(`Basic ${encode(pair)}`)).toEqual({ clientId, clientSecret });
      }),
    );
  });

  it('accepts one spelling only: what it accepts encodes back to the same header', () => {
    const alphabet = fc.constantFrom(...'ABCabcYTpi012+/=-_ :%');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 24 }), (encoded) => {
        try {
          parseBasicCredentials(`Basic ${encoded}`);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequestError);
          return;
        }
        const bare = encoded.replace(/^ +/, '');
        expect(encode(Buffer.from(bare, 'base64'))).toBe(bare);
      }),
      { numRuns: 2000 },
    );
  });
});
