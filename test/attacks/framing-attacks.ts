import { gzipSync } from 'node:zlib';
import { byApp, byNode, eachLine, type HttpAttackGroup, request, withToken } from './http-attack.js';
import { absent } from './token-attack.js';

const good = 'Authorization: Bearer TOKEN';
const json = 'Content-Type: application/json';

/** Lengths that two readers might read differently (RFC 9112 §6.3, §11.2). */
const lengths = [
  ['Content-Length: 5', 'Transfer-Encoding: chunked'],
  ['Transfer-Encoding: chunked', 'Content-Length: 5'],
  ['Content-Length: 5', 'Content-Length: 6'],
  ['Content-Length: 5', 'Content-Length: 5'],
  ['Content-Length: 5, 6'],
  ['Content-Length: +5'],
  ['Content-Length: -5'],
  ['Content-Length: 0x5'],
  ['Content-Length: 5 5'],
  ['Content-Length: 5.0'],
  ['Content-Length: 1e1'],
  ['Content-Length: 99999999999999999999'],
  ['Content-Length:'],
  ['Transfer-Encoding: xchunked'],
  ['Transfer-Encoding: chunked, identity'],
  ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
  ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
  ['Transfer-Encoding: chunked;q=1'],
  ['Transfer-Encoding: gzip'],
];

const chunks = [
  ...['zz\r\nhello\r\n0\r\n\r\n', '-5\r\nhello\r\n0\r\n\r\n', '0x5\r\nhello\r\n0\r\n\r\n', '5\nhello\n0\n\n'],
  ...[
    'ffffffffffffffffff\r\nhello\r\n0\r\n\r\n',
    '5\r\nhello!\r\n0\r\n\r\n',
    ' 5\r\nhello\r\n0\r\n\r\n',
    '5;\0\r\nhello\r\n0\r\n\r\n',
  ],
];

/** Bodies that are read behind the guard, and are refused there. */
const bodies: readonly (readonly [status: number, headers: readonly string[], body: string])[] = [
  [400, [json], '{'],
  [400, [json], '"text"'],
  [400, [json], '{"a":1}{'],
  [400, [json], '{"a":NaN}'],
  [400, [json], '\0'],
  [413, [json], `"${'a'.repeat(102_400)}"`],
  [413, [json, 'Content-Encoding: gzip'], gzipOfZeros()],
  [415, [`${json}; charset="x"`], '{}'],
  [415, [json, 'Content-Encoding: zip'], '{}'],
  [415, [json, 'Content-Encoding: gzip, gzip'], '{}'],
  [400, [json, 'Content-Encoding: gzip'], 'this is no gzip'],
  [400, [json, 'Content-Encoding: deflate'], 'x'],
  [413, ['Content-Type: application/x-www-form-urlencoded'], `a=${'a'.repeat(102_400)}`],
  [413, ['Content-Type: application/x-www-form-urlencoded'], 'a=1&'.repeat(1001)],
];

const otherProtocols = [
  ['Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'],
  ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
  ['Upgrade: TLS/1.0, HTTP/1.1'],
];

export const framingAttacks: readonly HttpAttackGroup[] = [
  {
    title: 'RFC 9112 §6.3: a length that can be read in two ways, and a second request behind it',
    attacks: eachLine(lengths, byNode(400), (headers, target) => {
      const smuggled = request('GET /jwks', [withToken(good, target)]);
      const head = request('POST /notes', [withToken(good, target), json, ...headers]);
      return `${head.replace('Connection: close\r\n', '')}0\r\n\r\n${smuggled}`;
    }),
  },
  {
    title: 'RFC 9112 §7.1: malformed chunks',
    attacks: eachLine(chunks, byNode(400), ([body = ''], target) => {
      const headers = [withToken(good, target), json, 'Transfer-Encoding: chunked'];
      return request('POST /notes', headers) + body;
    }),
  },
  {
    title: 'a body that cannot be read, behind a good token',
    attacks: bodies.flatMap(([status, headers, body]) =>
      eachLine([[String(status), ...headers, body]], byApp(status), (_, target) =>
        request('POST /notes', [withToken(good, target), ...headers], body),
      ),
    ),
  },
  {
    title: 'a body that cannot be read, without a token: the token is asked for first',
    attacks: bodies.flatMap(([, headers, body]) =>
      eachLine([[...headers, body]], absent, () => request('POST /notes', headers, body)),
    ),
  },
  {
    title: 'RFC 9110 §7.8: an upgrade',
    attacks: eachLine(otherProtocols, absent, (headers) =>
      request('GET /jwks', headers).replace('Connection: close', 'Connection: close, Upgrade'),
    ),
  },
  {
    title: 'RFC 9110 §10.1.1: an expectation that is not met here',
    attacks: eachLine(['Expect: 200-ok', 'Expect: x'], byNode(417), (headers) =>
      request('POST /jwks', headers, 'x'),
    ),
  },
  {
    title: 'RFC 9112 §3.2: no Host',
    attacks: eachLine(
      ['GET /jwks HTTP/1.1\r\nConnection: close\r\n\r\n'],
      byNode(400),
      ([text = '']) => text,
    ),
  },
  {
    title: 'HTTP/1.0 without Host',
    attacks: eachLine(['GET /jwks HTTP/1.0\r\n\r\n', 'GET /jwks\r\n\r\n'], absent, ([text = '']) => text),
  },
];

/** 20 MiB of zeros in 20 KiB. */
function gzipOfZeros(): string {
  return gzipSync(Buffer.alloc(20 * 1024 * 1024)).toString('latin1');
}
