import { byNode, eachLine, type HttpAttackGroup, request, withToken } from './http-attack.js';
import type { Target } from './target.js';
import { absent, unreadable } from './token-attack.js';

const good = 'Authorization: Bearer TOKEN';
const manyHeaders = Array.from({ length: 50 }, (_, index) => `X-${index}: ${index}`);

/** RFC 9110 §11.6.2: one credential. Node joins or drops repeats silently. */
const repeats = [
  [good, good],
  [good, 'Authorization:'],
  ['Authorization:', good],
  [good, 'Authorization: Basic YTpi'],
  ['Authorization: Basic YTpi', good],
  [good, 'authorization: Bearer x'],
  ['AUTHORIZATION: Bearer x', good],
  [good, good, good],
  [good, ...manyHeaders, 'aUTHORIZATION: Bearer x'],
  ['Authorization: Negotiate', 'Authorization: Digest x'],
];

const malformed = [
  ...['Bearer TOKEN, Bearer TOKEN', 'Bearer TOKEN,Basic YTpi', 'Bearer ,TOKEN', 'Bearer TOKEN TOKEN'],
  ...['Bearer TOKEN;q=1', 'Bearer', 'Bearer ', 'bearer', 'BEARER\t', 'Bearer\tTOKEN', 'Bearer \tTOKEN'],
  ...['Bearer\xa0TOKEN', 'Bearer \xa0TOKEN', 'Bearer:TOKEN', 'Bearer=TOKEN', 'Bearer"TOKEN"'],
  ...['Bearer,TOKEN', 'Bearer/TOKEN', 'Bearer(TOKEN)', 'Bearer <TOKEN>', 'Bearer token=TOKEN'],
  ...['Bearer access_token="TOKEN"', 'Bearer realm="api"', 'Bearer error=""', 'Bearer =', 'Bearer ==='],
].map((value) => `Authorization: ${value}`);

/** Schemes that are not ours, with a token that would be good. */
const otherSchemes = [
  ...['Basic BASIC', 'Basic TOKEN', 'Basic YTpi, Bearer TOKEN', 'Token TOKEN', 'JWT TOKEN', 'OAuth TOKEN'],
  ...['OAuth2 TOKEN', 'DPoP TOKEN', 'MAC id="TOKEN"', 'Digest username="TOKEN"', 'Negotiate TOKEN'],
  ...['Hawk id="TOKEN"', 'GNAP TOKEN', 'BearerTOKEN', 'Bearer-TOKEN', 'Bearer.TOKEN', 'Bearer_TOKEN'],
  ...['XBearer TOKEN', 'Beare TOKEN', 'Be arer TOKEN', 'TOKEN', '"Bearer TOKEN"', ', Bearer TOKEN'],
  ...['=Bearer TOKEN', '\xa0Bearer TOKEN', 'B\xe9arer TOKEN', '', ' ', '\t'],
].map((value) => `Authorization: ${value}`);

/** Headers that some framework or gateway takes a token, a user or a certificate from. */
const otherHeaders = [
  ...['X-Authorization', 'Proxy-Authorization', 'X-Forwarded-Authorization', 'X-Original-Authorization'],
  ...['Authentication', 'HTTP_AUTHORIZATION', 'Authorization_', 'Authorizatio', 'Authorization2'],
  ...['WWW-Authenticate', 'Authentication-Info'],
].map((name) => `${name}: Bearer TOKEN`);

const claimsOfGateways = [
  ...['X-Access-Token: TOKEN', 'Access-Token: TOKEN', 'access_token: TOKEN', 'X-Auth-Token: TOKEN'],
  ...['X-Amzn-Oidc-Data: TOKEN', 'Cookie: access_token=TOKEN', 'Cookie: Authorization=Bearer%20TOKEN'],
  ...['Cookie: Authorization: Bearer TOKEN', 'Sec-WebSocket-Protocol: bearer, TOKEN'],
  ...['Referer: https://api.example/?access_token=TOKEN', 'From: app@api.example', 'X-Forwarded-User: app'],
  ...['X-Remote-User: app', 'Remote-User: app', 'X-User-Id: app', 'X-Client-Id: app'],
  ...['X-Forwarded-Client-Cert: Hash=00', 'X-SSL-Client-Verify: SUCCESS', 'Client-Cert: :MIIB:'],
  ...['X-API-Key: TOKEN', 'X-Forwarded-For: 127.0.0.1', 'X-Real-IP: 127.0.0.1'],
  ...['Forwarded: for=127.0.0.1;proto=https', 'Via: 1.1 localhost', 'X-Original-URL: /notes'],
  ...['X-Rewrite-URL: /notes', 'X-Forwarded-Prefix: /notes', 'X-Forwarded-Path: /notes'],
  ...['X-Middleware-Subrequest: middleware', 'X-Internal: true', 'X-Debug: 1', 'X-Powered-By: Express'],
  ...['__proto__: x'],
];

const unparsable = [
  ...['Authorization: Bearer\r\n TOKEN', 'Authorization:\r\n Bearer TOKEN'],
  ...['Authorization:\r\n\tBearer TOKEN', 'X: y\r\n Authorization: Bearer TOKEN'],
  ...['Authorization: Bearer TOKEN\0', 'Authorization: Bearer\0TOKEN', 'Authorization: \x01Bearer TOKEN'],
  ...['Authorization: Bearer TOKEN\x7f', 'Authorization: Bearer\x0bTOKEN'],
  ...['Authorization: Bearer\x0cTOKEN', 'Authorization: Bearer \x1bTOKEN'],
  ...['Authorization: Bearer TOKEN\rX: y', 'Authorization\0: Bearer TOKEN'],
  ...['Authoriza\xadtion: Bearer TOKEN', 'Authorization', '(Authorization): x'],
];

export const headerLineAttacks: readonly HttpAttackGroup[] = [
  {
    title: 'RFC 9110 §11.6.2: Authorization more than once',
    attacks: eachLine(repeats, unreadable('repeated_header'), send),
  },
  {
    title: 'RFC 6750 §2.1: a malformed header',
    attacks: eachLine(malformed, unreadable('malformed_header'), send),
  },
  { title: 'RFC 6750 §3: another scheme', attacks: eachLine(otherSchemes, absent, send) },
  { title: 'another header', attacks: eachLine([...otherHeaders, ...claimsOfGateways], absent, send) },
  { title: 'RFC 9112 §5: lines that are no fields', attacks: eachLine(unparsable, byNode(400), send) },
  {
    title: 'RFC 9112 §5.1: white space, or nothing, before the colon',
    attacks: eachLine(
      ['Authorization : Bearer TOKEN', 'Authorization\t: Bearer TOKEN', ': Bearer TOKEN'],
      // Early versions of Node 20 read a field of another name.
      [byNode(400), absent],
      send,
    ),
  },
  {
    title: 'RFC 6585 §5: too large',
    attacks: eachLine(
      [
        `Authorization: Bearer ${'A'.repeat(17_000)}`,
        `X: ${'x'.repeat(20_000)}`,
        Array(1100).fill('X-Long-Name: value'),
      ],
      byNode(431),
      send,
    ),
  },
  {
    title: 'RFC 9110 §6.5.1: fields in a trailer are no fields of the head',
    attacks: eachLine([good], absent, ([line = ''], target) => {
      const headers = ['Transfer-Encoding: chunked', 'Trailer: Authorization'];
      return `${request('POST /jwks', headers)}0\r\n${withToken(line, target)}\r\n\r\n`;
    }),
  },
];

function send(lines: readonly string[], target: Target): string {
  return request(
    'GET /jwks',
    lines.map((line) => withToken(line, target)),
  );
}
