import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTokenGrammar, readBearerToken, type TokenSources } from '../src/read-bearer-token.js';

const strict: TokenSources = { maxTokenBytes: 8192, acceptBodyToken: false, acceptQueryToken: false };

/** Characters of a b64token (RFC 6750 §2.1). */
const alphabet = 'ABCXYZabcxyz0189-._~+/'.split('');
const b64token = fc
  .tuple(fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1 }), fc.nat(3))
  .map(([text, padding]) => text + '='.repeat(padding));
const inAnyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      upper
        .map((isUpper, index) => (isUpper ? text.charAt(index).toUpperCase() : text.charAt(index)))
        .join(''),
    );

describe('readBearerToken', () => {
  it('RFC 6750 §2.1: reads exactly the b64token after the scheme, in any case and after any number of spaces', () => {
    fc.assert(
      fc.property(inAnyCase('bearer'), fc.integer({ min: 1, max: 5 }), b64token, (scheme, spaces, token) => {
        const read = readBearerToken(requestWith(scheme + ' '.repeat(spaces) + token), strict);
        expect(read).toBe(token);
        expect(() => checkTokenGrammar(token)).not.toThrow();
      }),
    );
  });

  it('never gives a token that passes the grammar out of a header that is not one', () => {
    const wellFormed = /^bearer +[A-Za-z0-9\-._~+/]+=*$/i;
    const noise = fc.string({
      unit: fc.constantFrom('B', 'e', 'bearer', 'Bearer', ' ', '\t', ',', '"', '=', 'a.b', 'é'),
    });
    fc.assert(
      fc.property(noise, (header) => {
        fc.pre(!wellFormed.test(header));
        expect(tokenIn(header)).toBe(undefined);
      }),
    );
  });

  it('takes another scheme for none at all', () => {
    const name = fc.string({
      unit: fc.constantFrom('B', 'e', 'a', 'r', '-', '1', 'Basic', 'Bearer'),
      minLength: 1,
    });
    fc.assert(
      fc.property(name, b64token, (scheme, credential) => {
        fc.pre(scheme.toLowerCase() !== 'bearer');
        expect(readBearerToken(requestWith(`${scheme} ${credential}`), strict)).toBeUndefined();
      }),
    );
  });

  it('takes a token of the greatest length, and none that is longer', () => {
    const sources = { ...strict, maxTokenBytes: 10 };
    expect(readBearerToken(requestWith(`Bearer ${'a'.repeat(10)}`), sources)).toBe('a'.repeat(10));
    expect(() => readBearerToken(requestWith(`Bearer ${'a'.repeat(11)}`), sources)).toThrow(
      /longer than 10 bytes/,
    );
  });

  it.each<[string, object | string | null | undefined]>([
    ['no parser ran', undefined],
    ['null', null],
    ['a text', 'access_token=abc'],
    ['bytes', Buffer.from('access_token=abc')],
    ['a form without it', { token: 'abc' }],
    ['a form that inherits it', Object.create({ access_token: 'abc' })],
  ])('finds no token in a body: %s', (_what, body) => {
    const req = requestWith('Bearer abc', { method: 'POST', body });
    expect(readBearerToken(req, { ...strict, acceptBodyToken: true })).toBe('abc');
  });

  it.each([
    'multipart/form-data; boundary=a',
    'application/json',
    'text/application/x-www-form-urlencoded',
    '',
  ])('takes no token from a body of the type %j', (type) => {
    const req = requestWith(undefined, { method: 'POST', type, body: { access_token: 'abc' } });
    expect(readBearerToken(req, { ...strict, acceptBodyToken: true })).toBeUndefined();
  });

  it.each([
    '/',
    '/?',
    '/?x=access',
    '/?q=%2F&r=%7E',
    '/access_token=a',
    '/a?access-token=b',
    '/?my_access_token=a',
  ])('finds no token in the query of %s', (url) => {
    expect(readBearerToken(requestWith('Bearer abc', { url }), strict)).toBe('abc');
  });
});

interface Parts {
  readonly url?: string;
  readonly method?: string;
  readonly type?: string;
  readonly body?: unknown;
}

/** As much of a request as is read. */
function requestWith(authorization: string | undefined, parts: Parts = {}): IncomingMessage {
  const { url = '/', method = 'GET', type = 'application/x-www-form-urlencoded', body } = parts;
  const headers = { ...(authorization !== undefined && { authorization }), 'content-type': type };
  const rawHeaders = Object.entries(headers).flat();
  return { url, method, headers, rawHeaders, body } as unknown as IncomingMessage;
}

/** The token that would be verified: `undefined` when there is none, or it is refused first. */
function tokenIn(header: string): string | undefined {
  try {
    const token = readBearerToken(requestWith(header), strict);
    if (token !== undefined) checkTokenGrammar(token);
    return token;
  } catch {
    return undefined;
  }
}
