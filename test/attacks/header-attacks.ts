import { createForge, type Forge } from './forge.js';
import { type AttackGroup, each, invalid, type TokenAttack, unreadable } from './token-attack.js';

const unknownKey = invalid('unknown_key');

/** Names of keys that are paths, queries, templates, members of every object (RFC 8725 §3.10). */
const foreignKids = [
  ...['../../../../dev/null', '/dev/null', '/etc/passwd', 'file:///dev/null', 'C:\\Windows\\win.ini'],
  ...['..\\..\\one', 'https://evil.example/key', '//evil.example/key', "one' OR '1'='1"],
  ...["' UNION SELECT 'secret' --", 'one;--', 'one\0', 'one ', ' one', 'ONE', '\uff4fne', '\u043ene'],
  ...['o\u0301ne', 'one\u200b', '\u202eeno', 'one/../one', '| cat /etc/passwd', '$(id)', '`id`', `$\{7*7}`],
  ...['{{7*7}}', '<script>', '%6fne', 'one%00', '*', '.*', 'on_', '%', '__proto__', 'constructor'],
  ...['prototype', 'toString', 'hasOwnProperty', 'valueOf', 'size', 'get', 'find', 'undefined', 'null'],
  ...['NaN', '0', 'true', '[object Object]', '\ud83d\udd11', '\ud800', 'x'.repeat(4000)],
];

const kidsThatAreNoText = [null, true, false, 0, 1, -1, 1e21, '', [], ['one'], {}, { kid: 'one' }];

const ownKey = createForge();

/** Headers that bring a key, or say where to fetch one (RFC 8725 §3.10). */
const broughtKeys: readonly ((forge: Forge) => object)[] = [
  () => ({ jwk: ownKey.publicJwk }),
  ({ publicJwk }) => ({ jwk: publicJwk }),
  () => ({ jwk: { kty: 'oct', k: '' } }),
  () => ({ jwk: {} }),
  () => ({ jwk: null }),
  () => ({ jku: 'https://evil.example/jwks' }),
  ({ issuer }) => ({ jku: `${issuer}/oauth/jwks` }),
  ({ issuer }) => ({ jku: `${issuer}@evil.example/jwks` }),
  () => ({ jku: 'http://127.0.0.1:9/jwks' }),
  () => ({ jku: 'file:///etc/passwd' }),
  () => ({ jku: '' }),
  () => ({ x5u: 'https://evil.example/cert.pem' }),
  () => ({ x5u: 'data:application/pem,x' }),
  () => ({ x5c: ['MIIB'] }),
  () => ({ x5c: [] }),
  () => ({ x5c: null }),
];

const demands = [
  ...[{ crit: ['exp'] }, { crit: ['b64'] }, { crit: ['b64'], b64: true }, { crit: ['b64'], b64: false }],
  ...[{ crit: [] }, { crit: ['alg'] }, { crit: 'exp' }, { crit: null }, { crit: {} }, { crit: [''] }],
  ...[{ crit: 0 }, { crit: ['http://example.com/UNDEFINED'], 'http://example.com/UNDEFINED': true }],
  ...[{ b64: false }, { b64: true }, { b64: null }, { b64: 'false' }, { crit: ['__proto__'] }],
];

/** Types of tokens that are no access tokens (RFC 8725 §3.11, RFC 9068 §4), and near misses. */
const otherTypes = [
  ...['JWT', 'jwt', 'JOSE', 'JOSE+JSON', 'id_token+jwt', 'logout+jwt', 'secevent+jwt', 'dpop+jwt'],
  ...['kb+jwt', 'vc+jwt', 'oauth-authz-req+jwt', 'token-introspection+jwt', 'client-authentication+jwt'],
  ...['rt+jwt', 'at', 'at+', '+jwt', 'at+jwt ', ' at+jwt', 'at+jwt\0', 'at+jwt;v=1', 'at+jwt, jwt'],
  ...['at+jwts', 'at jwt', 'at%2Bjwt', '\uff41t+jwt', 'application/', 'application/application/at+jwt'],
  ...['application/x/at+jwt', '/at+jwt', 'text/at+jwt', 'x/at+jwt'],
];

export const headerAttacks: readonly AttackGroup[] = [
  {
    title: 'RFC 7515 §4.1.4: the kid of no key',
    attacks: each(foreignKids, unknownKey, 'kid', (forge, kid) => forge.mint({}, { kid })),
  },
  {
    title: 'RFC 7515 §4.1.4: a kid that is no text',
    attacks: each(kidsThatAreNoText, invalid('malformed_token'), 'kid', (forge, kid) =>
      forge.mint({}, { kid }),
    ),
  },
  {
    title: 'RFC 8725 §3.10: a key in the header',
    attacks: broughtKeys.flatMap((header, index): readonly TokenAttack[] => [
      {
        name: `${JSON.stringify(header(ownKey)).slice(0, 60)} (${index})`,
        token: (forge) => forge.mint({}, header(forge)),
        refusal: invalid('forbidden_header'),
      },
    ]),
  },
  {
    title: 'RFC 8725 §3.10: signed with the key that the header brings',
    attacks: [
      {
        name: 'jwk',
        token: (forge) => impostor(forge).mint({}, { jwk: ownKey.publicJwk }),
        refusal: invalid('forbidden_header'),
      },
      {
        name: 'jwk without kid',
        token: (forge) => impostor(forge).mint({}, { jwk: ownKey.publicJwk, kid: undefined }),
        refusal: invalid('forbidden_header'),
      },
      { name: 'none of these', token: (forge) => impostor(forge).mint(), refusal: invalid('bad_signature') },
    ],
  },
  {
    title: 'RFC 7515 §4.1.11: an extension that must be understood',
    attacks: [
      ...each(demands, invalid('critical_header'), '', (forge, header) => forge.mint({}, header)),
      {
        name: 'RFC 7797 §5.2: a payload that is not encoded',
        token: (forge) => {
          const header = Buffer.from(forge.headerText({ b64: false, crit: ['b64'] })).toString('base64url');
          return forge.mintSegments(header, forge.claimsText());
        },
        refusal: unreadable('malformed_header'),
      },
    ],
  },
  {
    title: 'RFC 9068 §4: a token of another type',
    attacks: [
      ...each(otherTypes, invalid('wrong_type'), 'typ', (forge, typ) => forge.mint({}, { typ })),
      {
        name: 'typ is missing',
        token: (forge) => forge.mint({}, { typ: undefined }),
        refusal: invalid('wrong_type'),
      },
      {
        name: 'cty in its place',
        token: (forge) => forge.mint({}, { typ: undefined, cty: 'at+jwt' }),
        refusal: invalid('wrong_type'),
      },
      ...each([null, true, 0, '', [], ['at+jwt'], {}], invalid('malformed_token'), 'typ', (forge, typ) =>
        forge.mint({}, { typ }),
      ),
    ],
  },
];

/** The attacker's own key, under the names of the issuer and its key. */
function impostor({ issuer, audience, kid }: Forge): Forge {
  return createForge({ issuer, audience, kid, privateKey: ownKey.privateKey });
}
