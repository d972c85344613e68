import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createKeySet } from '../src/key-set.js';
import type { SignatureAlgorithm } from '../src/signature-algorithm.js';

const newKey = (members: JWK = {} as JWK, namedCurve = 'P-256'): JWK => ({
  ...(generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' }) as JWK),
  ...members,
});
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }) as JWK;

describe('createKeySet', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list', {}],
    ['a list that is none', { keys: 'x' }],
    ['an empty list', { keys: [] }],
  ])('refuses %s', (_what, jwks) => {
    expect(() => createKeySet(jwks as { keys: JWK[] }, ['ES256'])).toThrow(
      'Cannot create key set: keys is missing, give at least one public JWK',
    );
  });

  it('names the key that is not good, and why', () => {
    expect(() => createKeySet({ keys: [newKey(), { ...newKey(), use: 'enc' }] }, ['ES256'])).toThrow(
      new TypeError('Cannot create key set: keys[1] is not for signatures (use)'),
    );
  });

  it.each<[string, unknown]>([
    ['no list', undefined],
    ['an empty list', []],
    ['none', ['none']],
    ['an HMAC', ['HS256']],
    ['a name of every object', ['toString']],
  ])('refuses as algorithms %s', (_what, algorithms) => {
    expect(() => createKeySet({ keys: [newKey()] }, algorithms as SignatureAlgorithm[])).toThrow(TypeError);
  });

  it('refuses two keys that could not be told apart', () => {
    const keys = [newKey({ kty: 'EC', kid: 'a' }), newKey({ kty: 'EC', kid: 'a' })];
    expect(() => createKeySet({ keys }, ['ES256'])).toThrow('two ES256 keys, give each a kid of its own');
    expect(() => createKeySet({ keys: [newKey(), newKey()] }, ['ES256'])).toThrow(
      'give each a kid of its own',
    );
  });

  it('finds a key by kid and algorithm together, never by one alone', () => {
    const keys = [newKey({ kty: 'EC', kid: 'a' }), newKey({ kty: 'EC', kid: 'b' }), { ...rsa, kid: 'a' }];
    const set = createKeySet({ keys }, ['ES256', 'RS256']);
    expect(set.find('a', 'ES256')).toMatchObject({ kid: 'a', algorithm: 'ES256' });
    expect(set.find('a', 'RS256')).toMatchObject({ kid: 'a', algorithm: 'RS256' });
    expect(set.find('b', 'RS256')).toBeUndefined();
    expect(set.find('c', 'ES256')).toBeUndefined();
    expect(set.find('a', 'PS256')).toBeUndefined();
    expect(set.find('__proto__', 'ES256')).toBeUndefined();
  });

  it('finds a key without a kid only where one alone fits the algorithm', () => {
    const keys = [newKey({ kty: 'EC', kid: 'a' }), newKey({ kty: 'EC', kid: 'b' }), { ...rsa, kid: 'c' }];
    const set = createKeySet({ keys }, ['ES256', 'RS256']);
    expect(set.find(undefined, 'ES256')).toBeUndefined();
    expect(set.find(undefined, 'RS256')).toMatchObject({ kid: 'c' });
  });

  it('does not take a key without a kid for one that a token names', () => {
    const set = createKeySet({ keys: [newKey()] }, ['ES256']);
    expect(set.find('a', 'ES256')).toBeUndefined();
    expect(set.find(undefined, 'ES256')).toBeDefined();
  });

  it('counts a key that is listed twice once', () => {
    const key = newKey({ kty: 'EC', kid: 'a' });
    const set = createKeySet({ keys: [key, { ...key }] }, ['ES256']);
    expect(set.find('a', 'ES256')).toBeDefined();
    expect(set.find(undefined, 'ES256')).toBeDefined();
  });
});
