import { describe, expect, it } from 'vitest';
import { normalizeTyp, readJoseHeader } from '../src/jose-header.js';
import { reasonOf } from './support/reason-of.js';

describe('readJoseHeader', () => {
  it.each([
    ['none', { alg: 'none' }],
    ['none in capitals', { alg: 'NONE' }],
    ['an HMAC, which would take a public key for a secret', { alg: 'HS256' }],
    ['an algorithm in lower case', { alg: 'es256' }],
    ['an algorithm of encryption', { alg: 'RSA-OAEP', enc: 'A256GCM' }],
    ['Ed448', { alg: 'Ed448' }],
    ['the curve of bitcoin', { alg: 'ES256K' }],
    ['a word of the language', { alg: 'constructor' }],
    ['a list', { alg: ['ES256'] }],
    ['null', { alg: null }],
    ['nothing', {}],
  ])('RFC 8725 §3.1: refuses as algorithm %s', async (_what, header) => {
    expect(await reasonOf(() => readJoseHeader(header))).toBe('algorithm_not_allowed');
  });

  it.each([
    ['crit', { crit: ['exp'] }],
    ['crit that is empty', { crit: [] }],
    ['crit that is null', { crit: null }],
    ['b64 with crit', { crit: ['b64'], b64: false }],
    ['b64 without crit', { b64: false }],
    ['b64 with its default value', { b64: true }],
  ])('RFC 7515 §4.1.11: refuses %s', async (_what, members) => {
    expect(await reasonOf(() => readJoseHeader({ alg: 'ES256', ...members }))).toBe('critical_header');
  });

  it.each(['jwk', 'jku', 'x5u', 'x5c'])('RFC 8725 §3.10: refuses %s', async (name) => {
    expect(await reasonOf(() => readJoseHeader({ alg: 'ES256', [name]: 'x' }))).toBe('forbidden_header');
    expect(await reasonOf(() => readJoseHeader({ alg: 'ES256', [name]: null }))).toBe('forbidden_header');
  });

  it.each([{ kid: 1 }, { kid: null }, { kid: '' }, { kid: ['a'] }, { typ: 1 }, { typ: null }, { typ: '' }])(
    'refuses %j',
    async (members) => {
      expect(await reasonOf(() => readJoseHeader({ alg: 'ES256', ...members }))).toBe('malformed_token');
    },
  );

  it('RFC 9864: takes Ed25519 for what EdDSA means here', () => {
    expect(readJoseHeader({ alg: 'Ed25519' })).toMatchObject({ alg: 'Ed25519', algorithm: 'EdDSA' });
  });

  it('passes over parameters that only describe', () => {
    const header = readJoseHeader({ alg: 'RS256', kid: 'k', typ: 'AT+JWT', x5t: 'x', cty: 'y', nonce: 1 });
    expect(header).toEqual({ alg: 'RS256', algorithm: 'RS256', kid: 'k', typ: 'AT+JWT', type: 'at+jwt' });
  });
});

describe('normalizeTyp', () => {
  it.each([
    ['at+jwt', 'at+jwt'],
    ['AT+JWT', 'at+jwt'],
    ['application/at+jwt', 'at+jwt'],
    ['Application/AT+jwt', 'at+jwt'],
    ['application/at+jwt/x', 'application/at+jwt/x'],
    ['text/at+jwt', 'text/at+jwt'],
    ['application/application/at+jwt', 'application/application/at+jwt'],
    [' at+jwt', ' at+jwt'],
  ])('RFC 7515 §4.1.9: compares %j as %j', (typ, normalized) => {
    expect(normalizeTyp(typ)).toBe(normalized);
  });
});
