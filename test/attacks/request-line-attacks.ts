import { byApp, byNode, eachLine, type HttpAttackGroup, request } from './http-attack.js';
import { absent } from './token-attack.js';

const methods = [
  ...['HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'PUT', 'POST', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE', 'LINK'],
  ...['M-SEARCH', 'LOCK'],
];

const noMethods = ['get', 'Get', 'oPTIONS', 'FOO', 'GE T', 'GET\t', 'G\0T', '', 'GET,POST', 'GET/jwks'];

/** What some frameworks take for the method that is meant. */
const overrides = [
  ...['X-HTTP-Method-Override: GET', 'X-HTTP-Method: GET', 'X-Method-Override: GET'],
  ...['X-Original-Method: GET', 'X-Forwarded-Method: GET', 'Access-Control-Request-Method: POST'],
  ...['X-HTTP-Method-Override: OPTIONS'],
];

/** Other spellings of the guarded path, which the app takes for the same. */
const samePaths = [
  ...['/jwks/', '/JWKS', '/Jwks/x', '/jwks?x=/notes', '/jwks?', '/jwks#/notes', '/jwks/../notes'],
  ...['/jwks/%2e%2e/notes', '/jwks//notes', ' /jwks', '/jwks/%00', '/jwks/%', '/jwks/..;/notes'],
  ...['http://127.0.0.1/jwks', 'http://evil.example/jwks', 'https://issuer.example/jwks?x'],
  ...['http://user:secret@evil.example/jwks', 'HTTP://EVIL.EXAMPLE/JWKS'],
];

/** Other spellings, which the app must not take for the guarded path without the guard. */
const otherPaths = [
  ...['/%6awks', '/%6Awks', '/jwk%73', '//jwks', '/./jwks', '/notes/../jwks', '/notes/..%2fjwks'],
  ...['/%2e/jwks', '/jwks%2f', '/jwks%00', '/jwks%20', '/jwks;x=1', '/jwks.', '/jwks~', '/;/jwks'],
  ...['/%2fjwks', '/%5cjwks', '/%', '/%zz', '/%c0%afjwks', '/%e2%80%8bjwks', '/%ef%bd%8awks', '/%', '/*'],
  ...['/?/jwks', '/index.html', '/.env', '/__proto__', '/constructor', '///evil.example/jwks/..'],
  ...['/evil.example//jwks'],
];

const noPaths = ['jwks', '\\jwks', '', '/jw ks', '/jwks\0'];

const noProtocols = ['HTTP/9.9', 'HTTP/1.2x', 'http/1.1', 'HTTP/11', 'ICY', 'HTTP'];

/** The issuer answers its paths to the letter. */
const otherIssuerPaths = [
  ...['/oauth/token/', '/OAUTH/TOKEN', '/oauth/%74oken', '/oauth//token', '/oauth/../oauth/token'],
  ...['/oauth/token;x', '/oauth/token%00', '/oauth/token.json', '/oauth', '/oauth/jwks/'],
  ...['/.well-known/oauth-authorization-server/', '/.well-known/openid-configuration'],
  ...['/.WELL-KNOWN/oauth-authorization-server', '/.well-known/%6fauth-authorization-server'],
];

const administrationPaths = [
  ...['/admin/clients', '/ADMIN/CLIENTS', '/admin/clients/', '/admin/clients/x'],
  ...['/admin/clients/__proto__', '/admin/clients/%2e%2e', '/admin/clients/x/suspend'],
  ...['/admin/clients/x/secrets', '/admin/clients/x/secrets/y', '/admin/clients/x/revoke?y'],
  ...['/admin/clients?limit=x'],
];

const otherAdministrationPaths = [
  ...['/admin/clients/%', '/admin/clients/x/constructor', '/admin/clients/x/secrets/y/z', '/admin'],
  ...['/admin//clients', '/admin/clients/x/%73uspend', '/admin/clients/x/SUSPEND', '/admin/%63lients'],
  ...['/admin/clients/%zz/suspend'],
];

export const requestLineAttacks: readonly HttpAttackGroup[] = [
  {
    title: 'RFC 9110 §9: no method is let through',
    attacks: eachLine(methods, absent, ([method]) => request(`${method} /jwks`)),
  },
  {
    title: 'RFC 9110 §9.1: no method',
    attacks: eachLine(noMethods, byNode(400), ([method]) => request(`${method} /jwks`)),
  },
  {
    title: 'a method that some versions of Node know',
    attacks: eachLine(['QUERY'], [byNode(400), absent], ([method]) => request(`${method} /jwks`)),
  },
  {
    title: 'a header that would change the method',
    attacks: eachLine(overrides, absent, (headers) => request('POST /notes', headers)),
  },
  {
    title: 'a parameter that would change the method',
    attacks: eachLine(
      ['/notes?_method=GET', '/notes?method=GET', '/notes?X-HTTP-Method-Override=GET'],
      absent,
      ([path]) => request(`POST ${path}`, ['Content-Type: application/x-www-form-urlencoded'], '_method=GET'),
    ),
  },
  {
    title: 'what looks like a preflight',
    attacks: eachLine(
      [['Origin: https://app.example', 'Access-Control-Request-Method: POST']],
      absent,
      (headers) => request('OPTIONS /jwks', headers),
    ),
  },
  {
    title: 'another spelling of the guarded path, with the guard',
    attacks: eachLine(samePaths, absent, ([path]) => request(`GET ${path}`)),
  },
  {
    title: 'another spelling of the guarded path, which is another path',
    attacks: eachLine(otherPaths, byApp(404), ([path]) => request(`GET ${path}`)),
  },
  { title: 'no path', attacks: eachLine(noPaths, byNode(400), ([path]) => request(`GET ${path}`)) },
  {
    title: 'RFC 9112 §3.2.4: the asterisk',
    attacks: eachLine(['OPTIONS *', 'GET *'], byApp(404), ([line = '']) => request(line)),
  },
  {
    title: 'RFC 9112 §2.3: no version of HTTP that is spoken here',
    attacks: eachLine(noProtocols, byNode(400), ([protocol = '']) =>
      request('GET /jwks').replace('HTTP/1.1', protocol),
    ),
  },
  {
    title: 'RFC 9112 §2.3: a version of HTTP that Node takes for another one',
    attacks: eachLine(['HTTP/2.0', 'RTSP/1.0'], [byNode(400), absent], ([protocol = '']) =>
      request('GET /jwks').replace('HTTP/1.1', protocol),
    ),
  },
  {
    title: 'RFC 9112 §3: something else than HTTP',
    attacks: eachLine(
      [
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
        'SSH-2.0-OpenSSH_9.0\r\n',
        '{"jsonrpc":"2.0"}\r\n\r\n',
      ],
      byNode(400),
      ([text = '']) => text,
    ),
  },
  {
    title: 'the paths of the issuer, spelled otherwise',
    attacks: eachLine(otherIssuerPaths, byApp(404), ([path]) => request(`GET ${path}`)),
  },
  {
    title: 'administration without a token',
    attacks: eachLine(administrationPaths, absent, ([path]) => request(`POST ${path}`)),
  },
  {
    title: 'administration, with a slash too many, which Express 4 takes away',
    attacks: eachLine(['/admin/clients//suspend'], [byApp(404), absent], ([path]) => request(`POST ${path}`)),
  },
  {
    title: 'administration, spelled otherwise',
    attacks: eachLine(otherAdministrationPaths, byApp(404), ([path]) => request(`POST ${path}`)),
  },
];
