import { InvalidTokenError, isSecurityError } from '@portcullis/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCompactJwt } from '../src/compact-jwt.js';
import { encode } from './support/forge.js';
import { reasonOf } from './support/reason-of.js';

const HEADER = encode({ alg: 'ES256' });
const PAYLOAD = encode({ sub: 'a' });
const SIGNATURE = 'AQID';
const MAX_LENGTH = 8192;

describe('parseCompactJwt', () => {
  it.each([
    ['nothing', ''],
    ['one part', HEADER],
    ['two parts', `${HEADER}.${PAYLOAD}`],
    ['four parts', `${HEADER}.${PAYLOAD}.${SIGNATURE}.${SIGNATURE}`],
    ['an encrypted token (five parts)', `${HEADER}.AQ.AQ.${PAYLOAD}.${SIGNATURE}`],
    ['a dot at the end', `${HEADER}.${PAYLOAD}.${SIGNATURE}.`],
    ['no header', `.${PAYLOAD}.${SIGNATURE}`],
    ['no payload', `${HEADER}..${SIGNATURE}`],
    ['white space in front', ` ${HEADER}.${PAYLOAD}.${SIGNATURE}`],
    ['white space behind', `${HEADER}.${PAYLOAD}.${SIGNATURE} `],
    ['a line break inside', `${HEADER}.${PAYLOAD}\n.${SIGNATURE}`],
    ['a padded signature', `${HEADER}.${PAYLOAD}.AQ==`],
    ['a signature with stray bits', `${HEADER}.${PAYLOAD}.AR`],
    ['a payload in plain base64', `${HEADER}.${encode({ sub: '???>>>' }).replaceAll('_', '/')}.${SIGNATURE}`],
    ['a header that is an array', `${encode('[]')}.${PAYLOAD}.${SIGNATURE}`],
    ['a payload that is text', `${HEADER}.${encode('"a"')}.${SIGNATURE}`],
    ['a payload that is null', `${HEADER}.${encode('null')}.${SIGNATURE}`],
    ['a header with a member twice', `${encode('{"alg":"none","alg":"ES256"}')}.${PAYLOAD}.${SIGNATURE}`],
    ['a payload with a member twice', `${HEADER}.${encode('{"sub":"a","sub":"b"}')}.${SIGNATURE}`],
  ])('refuses %s', async (_what, token) => {
    expect(await reasonOf(() => parseCompactJwt(token, MAX_LENGTH))).toBe('malformed_token');
  });

  it('refuses what is longer than the limit, and takes what is as long', async () => {
    const token = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;
    expect(await reasonOf(() => parseCompactJwt(token, token.length - 1))).toBe('too_large');
    expect(await reasonOf(() => parseCompactJwt(token, token.length))).toBe('accepted');
  });

  it('refuses what is no string at all', async () => {
    expect(await reasonOf(() => parseCompactJwt(undefined as unknown as string, MAX_LENGTH))).toBe(
      'malformed_token',
    );
  });

  it('says nothing of the token in the error, cause included', () => {
    const secret = 'c2VjcmV0LXNlY3JldA';
    try {
      parseCompactJwt(`${HEADER}.${secret}.${secret}`, MAX_LENGTH);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidTokenError);
      expect(isSecurityError(error) && error.cause).toBeUndefined();
      expect(String(error)).not.toMatch(/secret|c2Vj/);
    }
  });

  it('gives header, claims, signature and what was signed', () => {
    expect(parseCompactJwt(`${HEADER}.${PAYLOAD}.${SIGNATURE}`, MAX_LENGTH)).toEqual({
      header: { alg: 'ES256' },
      claims: { sub: 'a' },
      signature: Buffer.from([1, 2, 3]),
      signingInput: `${HEADER}.${PAYLOAD}`,
    });
  });

  it('gives back whatever was put into a token', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, object, fc.uint8Array({ maxLength: 64 }), (header, claims, signature) => {
        const token = `${encode(header)}.${encode(claims)}.${Buffer.from(signature).toString('base64url')}`;
        const parsed = parseCompactJwt(token, Number.MAX_SAFE_INTEGER);
        expect(parsed.header).toEqual(JSON.parse(JSON.stringify(header)));
        expect(parsed.claims).toEqual(JSON.parse(JSON.stringify(claims)));
        expect(parsed.signature).toEqual(Buffer.from(signature));
      }),
    );
  });

  it('accepts one spelling only: no edit of one character leaves the same bytes', async () => {
    const token = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;
    const edits = fc.record({
      at: fc.nat(token.length - 1),
      by: fc.constantFrom('', ...'AZaz09-_=+/. \n\t~é'),
      cut: fc.constantFrom(0, 1),
    });
    const bytesOf = (text: string) =>
      text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
    const original = bytesOf(token).join();
    await fc.assert(
      fc.asyncProperty(edits, async ({ at, by, cut }) => {
        const edited = token.slice(0, at) + by + token.slice(at + cut);
        fc.pre(edited !== token);
        if ((await reasonOf(() => parseCompactJwt(edited, MAX_LENGTH))) !== 'accepted') return;
        expect(bytesOf(edited).join()).not.toBe(original);
      }),
      { numRuns: 3000 },
    );
  });
});
