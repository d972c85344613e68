import { describe, expect, it } from 'vitest';
import { type BearerOptions, bearer } from '../../src/index.js';

const secret = 'the-secret-of-this-api';
const introspection = {
  url: 'https://login.example/introspect',
  clientId: 'api',
  clientSecret: secret,
};
const usual = { issuer: 'https://login.example', audience: 'https://api.example' };

describe('bearer with introspection, at creation', () => {
  it.each<[string, object, RegExp]>([
    ['a missing url', { url: undefined }, /: introspection: url is missing$/],
    ['a url over http', { url: 'http://login.example/i' }, /: introspection: url is http:.* must be https/],
    [
      'a url with the secret in it',
      { url: `https://api:${secret}@login.example/` },
      /has credentials in it$/,
    ],
    ['a missing clientId', { clientId: undefined }, /: introspection: clientId is missing$/],
    ['an empty clientId', { clientId: '' }, /: introspection: clientId is not text$/],
    ['a missing clientSecret', { clientSecret: undefined }, /: introspection: clientSecret is missing$/],
    ['a clientSecret that is no text', { clientSecret: { secret } }, /: clientSecret is not text$/],
    [
      'an unknown method',
      { clientAuthentication: 'none' },
      /is none of client_secret_basic, client_secret_post$/,
    ],
    ['an unknown option', { ttl: 5 }, /: introspection: unknown option "ttl"/],
    ['an age below 0', { maxAgeSeconds: -1 }, /: maxAgeSeconds is -1, must be a number from 0 to 86400$/],
    ['an age without end', { maxAgeSeconds: Number.POSITIVE_INFINITY }, /: maxAgeSeconds is Infinity/],
    [
      '"inactive" for long',
      { inactiveSeconds: 61 },
      /: inactiveSeconds is 61, must be a number from 0 to 60$/,
    ],
    ['no deadline', { timeoutSeconds: 0 }, /: timeoutSeconds is 0/],
    ['a deadline that is no number', { timeoutSeconds: Number.NaN }, /: timeoutSeconds is NaN/],
    ['a switch that is no boolean', { acceptUntyped: 'yes' }, /: acceptUntyped must be true or false$/],
  ])('refuses %s with one clear line, and never tells the secret', (_what, changes, message) => {
    const create = () =>
      bearer({ ...usual, introspection: { ...introspection, ...changes } } as unknown as BearerOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
    expect(create).not.toThrow(secret);
  });

  it.each<[string, object, RegExp]>([
    ['an introspection that is none', { introspection: null }, /: introspection: options must be an object$/],
    [
      'keys without algorithms',
      { introspection, jwks: 'https://login.example/jwks' },
      /: jwks is given, but no JWTs are taken: algorithms is missing$/,
    ],
    [
      'a type of JWT without algorithms',
      { introspection, acceptTyp: ['at+jwt'] },
      /: acceptTyp is given, but no JWTs/,
    ],
    [
      'claims of a JWT without algorithms',
      { introspection, requiredClaims: [] },
      /: requiredClaims is given, but no JWTs/,
    ],
    ['neither algorithms nor introspection', {}, /: algorithms is missing/],
    ['wrong algorithms beside it', { introspection, algorithms: [] }, /: algorithms is missing/],
    [
      'acceptOpaque for an issuer that is no object',
      { introspection, acceptOpaque: true },
      /: acceptOpaque is given, but the issuer is not an object; see introspection$/,
    ],
    [
      'two issuers to ask',
      {
        issuer: undefined,
        audience: undefined,
        issuers: [
          { ...usual, introspection },
          { ...usual, issuer: 'https://other.example', introspection },
        ],
      },
      /: opaque tokens of https:\/\/login.example and https:\/\/other.example are taken, and nothing in one says whose it is; leave one of the two out/,
    ],
  ])('refuses %s', (_what, changes, message) => {
    const options = Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== undefined);
    const create = () => bearer(Object.fromEntries(options) as unknown as BearerOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
