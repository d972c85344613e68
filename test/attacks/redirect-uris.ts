/** What a client has registered; the attacks are near misses of it. */
export const registeredUris = {
  https: 'https://desk.example/callback',
  loopback: 'http://127.0.0.1/callback',
  app: 'com.example.app:/callback',
};

const { https, loopback, app } = registeredUris;

/** Ways to spoil any URI. */
const spoiled = (uri: string): readonly string[] =>
  [
    ...[
      '/',
      '//',
      '/.',
      '/..',
      '/x',
      '/../callback',
      '/../../evil',
      '/%2e%2e/evil',
      '\\..\\evil',
      '%2f',
      '%00',
    ],
    ...[
      '%20',
      '%0d%0aLocation:%20https://evil.example',
      '?',
      '?x=1',
      '?code=x',
      '&x=1',
      ';x=1',
      ',x',
      '.',
      '~',
    ],
    ...['#', '#x', '#@evil.example', '%23', '*', '.*', '%', '\u0301', '\u200b', '\ufeff', '\u202e', '\u00a0'],
    ...[
      ' ',
      '\t',
      '\n',
      '\r\n',
      '\0',
      ` ${uri}`,
      `,${uri}`,
      ` https://evil.example`,
      `,https://evil.example`,
    ],
  ].map((end) => uri + end);

const before = (uri: string): readonly string[] =>
  [' ', '\t', '\r\n', '\0', '\ufeff', '\u200b', 'x', '//', '/', 'https://evil.example/?', 'url='].map(
    (start) => start + uri,
  );

const changed = (uri: string): readonly string[] => [
  uri.toUpperCase(),
  uri.replace('callback', 'Callback'),
  uri.replace('callback', '%63allback'),
  uri.replace('callback', './callback'),
  uri.replace('callback', 'x/../callback'),
  uri.replace('/callback', '//callback'),
  uri.replace('/callback', '\\callback'),
  uri.replace('/callback', ''),
  uri.replace('callback', 'callbac\u212a'),
  uri.replace('callback', '\uff43allback'),
  uri.replace('callback', 'c\u0430llback'),
  uri.slice(0, -1),
  encodeURIComponent(uri),
  encodeURIComponent(encodeURIComponent(uri)),
  uri.replace(':', '%3a'),
  `"${uri}"`,
  `<${uri}>`,
  `["${uri}"]`,
];

/** Other hosts that look like ours, or that a lenient parser takes for it. */
const otherHosts = [
  ...['evil.example', 'evil.desk.example', 'desk.example.evil.example', 'desk.example.', '.desk.example'],
  ...['desk.examplee', 'deskXexample', 'desk-example', 'www.desk.example', 'DESK.example', 'desk.EXAMPLE'],
  ...['desk.example:443', 'desk.example:8443', 'desk.example:', 'desk.example:0', 'desk.example:80'],
  ...['user@desk.example', 'user:pw@desk.example', '@desk.example', ':@desk.example'],
  ...['desk.example@evil.example', 'desk.example:x@evil.example', 'evil.example#@desk.example'],
  ...['evil.example\\@desk.example', 'evil.example%2f@desk.example', 'evil.example?@desk.example'],
  ...['desk.example%2eevil.example', 'desk.example%00.evil.example', 'desk.example\\.evil.example'],
  ...['%64esk.example', 'd\u0435sk.example', '\uff44esk.example', 'desk\u3002example', 'desk\uff0eexample'],
  ...['xn--dsk-qla.example', 'xn--desk.example', 'desk.example\t', 'desk .example', '*.example', '*', ''],
].map((host) => `https://${host}/callback`);

const otherSchemes = [
  ...['http://desk.example/callback', 'HTTPS://desk.example/callback', 'https:desk.example/callback'],
  ...['https:/desk.example/callback', 'https:///desk.example/callback', 'https:\\\\desk.example/callback'],
  ...[
    'https//desk.example/callback',
    '//desk.example/callback',
    '/callback',
    'callback',
    'desk.example/callback',
  ],
  ...['javascript:alert(1)', 'javascript://desk.example/callback%0aalert(1)', 'JaVaScRiPt:alert(1)'],
  ...[
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://desk.example/callback',
  ],
  ...[
    'blob:https://desk.example/callback',
    'view-source:https://desk.example/callback',
    'about:blank',
    'urn:x',
  ],
  ...[
    'https+x://desk.example/callback',
    'wss://desk.example/callback',
    'null',
    'undefined',
    '[object Object]',
  ],
];

/** The port may vary (RFC 8252 §7.3), and nothing else. */
const otherLoopbacks = [
  ...[
    '127.0.0.2',
    '127.1',
    '127.0.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.0.0.01',
  ],
  ...[
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    '127.0.0.1.',
    '127.0.0.1.nip.io',
  ],
  ...['127.0.0.1:0', '127.0.0.1:65536', '127.0.0.1:080', '127.0.0.1:+80', '127.0.0.1:-80', '127.0.0.1: 80'],
  ...['127.0.0.1:8\u0660', '127.0.0.1:99999', '127.0.0.1:', '127.0.0.1:80:80', '127.0.0.1:80@evil.example'],
  ...[
    '127.0.0.1@evil.example',
    'evil.example:80@127.0.0.1',
    'user@127.0.0.1:80',
    '127.0.0.1:80.evil.example',
  ],
  ...['127.0.0.1:80#@evil.example', '127.0.0.1%00:80', '127.0.0.1:1e3', '127.0.0.1:0x50', '127.0.0.1:http'],
].map((host) => `http://${host}/callback`);

const otherPaths = [
  '',
  '/',
  '/other',
  '/callback/',
  '/callback?x=1',
  '/callback#x',
  '/Callback',
  '/../callback',
].flatMap((path) => [`http://127.0.0.1:8080${path}`, `https://127.0.0.1:8080${path || '/callback'}`]);

const otherApps = [
  ...['COM.example.app:/callback', 'com.example.app://callback', 'com.example.app:///callback'],
  ...['com.example.app:callback', 'com.example.app.evil:/callback', 'com.example.ap:/callback'],
  ...['com.example.app:/', 'com.example.app:', 'com.example.app', 'com.example.app:8080:/callback'],
];

/** Each once: a redirect URI that is none of the three. */
export const nearMisses: readonly string[] = [
  ...new Set([
    ...[https, loopback, app].flatMap((uri) => [...spoiled(uri), ...before(uri), ...changed(uri)]),
    ...[otherHosts, otherSchemes, otherLoopbacks, otherPaths, otherApps].flat(),
    `${https}${'/x'.repeat(300)}`,
  ]),
].filter((uri) => ![https, loopback, app].includes(uri));
