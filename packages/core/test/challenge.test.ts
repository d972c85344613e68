import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatChallenge } from '../src/index.js';

const anyText = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));

describe('formatChallenge', () => {
  test.each([
    ['', {}],
    ['Two words', {}],
    ['Bearer', { 'two words': 'x' }],
    ['Bearer', { 'a"b': 'x' }],
    ['Bearer\r\nSet-Cookie', {}],
  ])('refuses a name that is not a token: %j %j', (scheme, params) => {
    expect(() => formatChallenge(scheme, params)).toThrow(TypeError);
  });

  test.each([
    ['Bearer', {}, 'Bearer'],
    ['Bearer', { realm: 'api' }, 'Bearer realm="api"'],
    [
      'Bearer',
      { realm: 'api', scope: undefined, error: 'invalid_token' },
      'Bearer realm="api", error="invalid_token"',
    ],
    ['ApiKey', { realm: 'say "hi" \\ bye' }, 'ApiKey realm="say \\"hi\\" \\\\ bye"'],
    ['ApiKey', { realm: 'a\r\nSet-Cookie: b' }, 'ApiKey realm="a??Set-Cookie: b"'],
    ['ApiKey', { realm: 'Zürich \u{1f512}' }, 'ApiKey realm="Z?rich ??"'],
    ['ApiKey', { realm: '' }, 'ApiKey realm=""'],
  ])('RFC 9110 §11.6.1: writes %s with %j', (scheme, params, expected) => {
    expect(formatChallenge(scheme, params)).toBe(expected);
  });

  test('whatever the value, the line stays one line of printable ASCII and the value one quoted string', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const line = formatChallenge('Bearer', { realm: value });
        expect(line).toMatch(/^Bearer realm="(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/);
      }),
    );
  });
});
