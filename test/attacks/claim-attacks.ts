import type { Forge } from './forge.js';
import { type AttackGroup, each, invalid, type Refusal, shown, type TokenAttack } from './token-attack.js';

const wrongIssuer = invalid('wrong_issuer');
const wrongAudience = invalid('wrong_audience');
const invalidClaim = invalid('invalid_claim');

/** Near misses of an issuer: it is compared character by character (RFC 9068 §4). */
const otherIssuers: readonly ((issuer: string) => unknown)[] = [
  ...[
    '/',
    '//',
    '/.',
    '/..',
    '/%2e',
    '?',
    '#',
    '.',
    ':443',
    ' ',
    '\0',
    '\n',
    '\u200b',
    '.evil.example',
    '@evil.example',
  ].map((end) => (issuer: string) => issuer + end),
  ...[' ', '\t', '\u00a0', '\ufeff', 'x'].map((start) => (issuer: string) => start + issuer),
  (issuer) => issuer.toUpperCase(),
  (issuer) => issuer.replace('https', 'HTTPS'),
  (issuer) => issuer.replace('https', 'http'),
  (issuer) => issuer.replace('https://', ''),
  (issuer) => issuer.replace('https://', 'https:/'),
  (issuer) => issuer.replace('https://', 'https:\\\\'),
  (issuer) => issuer.replace('https://', 'https://user@'),
  (issuer) => issuer.replace('https://', 'https://evil.example/'),
  (issuer) => issuer.replace('example', 'ex\u0430mple'),
  (issuer) => issuer.replace('example', '\uff45xample'),
  (issuer) => issuer.replace('example', 'ex%61mple'),
  (issuer) => issuer.replace('example', 'xn--exmple-4nf'),
  (issuer) => encodeURIComponent(issuer),
  (issuer) => issuer.slice(0, -1),
  (issuer) => [issuer],
  (issuer) => ({ [issuer]: true }),
  ...['', '*', 'null', 'undefined', '__proto__', 'constructor', null, true, 0, [], {}].map(
    (value) => () => value,
  ),
  () => undefined,
];

/** Near misses of an audience. */
const otherAudiences: readonly ((audience: string) => unknown)[] = [
  ...['/', '.', ' ', '\0', '?', '#', '/v1', ':443', '.evil.example', ' https://other.example', ','].map(
    (end) => (audience: string) => audience + end,
  ),
  (audience) => ` ${audience}`,
  (audience) => audience.toUpperCase(),
  (audience) => audience.replace('https', 'http'),
  (audience) => audience.replace('example', 'ex\u0430mple'),
  (audience) => encodeURIComponent(audience),
  (audience) => audience.slice(0, -1),
  (audience) => `https://other.example,${audience}`,
  (audience) => [`${audience}/`, audience.toUpperCase()],
  (audience) => ['https://other.example', `https://other.example ${audience}`],
  ...['*', '.*', 'https://*', '**', 'null', '__proto__', 'constructor', 'https://login.example'].map(
    (text) => () => text,
  ),
  () => [],
];

const audiencesOfWrongTypes: readonly ((audience: string) => unknown)[] = [
  ...[null, true, false, 0, 1, '', {}, undefined].map((value) => () => value),
  (audience) => ({ 0: audience, length: 1 }),
  (audience) => ({ [audience]: true }),
  (audience) => [[audience]],
  (audience) => [audience, null],
  (audience) => [audience, 7],
  (audience) => [audience, ''],
  (audience) => [audience, [audience]],
  (audience) => [{}, audience],
];

const noTexts: readonly unknown[] = [
  null,
  true,
  false,
  0,
  7,
  1e21,
  '',
  [],
  ['app'],
  [['app']],
  {},
  { toString: 'app' },
  { app: 1 },
];

/** Claims whose value is of another type than their RFC says. */
const wronglyTyped: Readonly<Record<string, readonly unknown[]>> = {
  sub: noTexts,
  client_id: noTexts,
  jti: noTexts,
  scope: noTexts.filter((value) => value !== ''),
  cnf: [null, true, 0, '', 'abc', [], [{ jkt: 'abc' }]],
};

const noNames: readonly unknown[] = [
  null,
  true,
  0,
  '',
  'admin',
  {},
  [1],
  [null],
  [['admin']],
  { 0: 'admin' },
];

export const claimAttacks: readonly AttackGroup[] = [
  {
    title: 'RFC 9068 §4: another issuer',
    attacks: spoiled(otherIssuers, wrongIssuer, 'iss', ({ issuer }) => issuer),
  },
  {
    title: 'RFC 9068 §4: another audience',
    attacks: spoiled(otherAudiences, wrongAudience, 'aud', ({ audience }) => audience),
  },
  {
    title: 'RFC 7519 §4.1.3: an audience of another type',
    attacks: spoiled(audiencesOfWrongTypes, invalidClaim, 'aud', ({ audience }) => audience),
  },
  ...Object.entries(wronglyTyped).map(([claim, values]) => ({
    title: `RFC 9068 §2.2: ${claim} of another type`,
    attacks: each(values, invalidClaim, claim, (forge, value) => forge.mint({ [claim]: value })),
  })),
  {
    title: 'RFC 9068 §2.2: a claim is missing, or stands in the prototype',
    attacks: ['sub', 'client_id', 'iat', 'jti'].flatMap((claim) => [
      ...each([claim], invalid('missing_claim'), 'without', (forge) => forge.mint({ [claim]: undefined })),
      ...each([claim], invalid('missing_claim'), 'in __proto__:', (forge) => inPrototype(forge, claim)),
    ]),
  },
  {
    title: 'RFC 7800 §3.1: bound to what cannot be checked',
    attacks: each(
      [{}, { jkt: 'abc' }, { 'x5t#S256': 'abc' }, { kid: 'one' }, { jku: 'https://evil.example' }, { x: 1 }],
      invalid('unverifiable_binding'),
      'cnf',
      (forge, cnf) => forge.mint({ cnf }),
    ),
  },
  {
    title: 'RFC 9068 §2.2.3.1: roles and permissions of another type',
    keySetOnly: true,
    attacks: ['roles', 'permissions'].flatMap((claim) =>
      each(noNames, invalidClaim, claim, (forge, value) => forge.mint({ [claim]: value })),
    ),
  },
];

function spoiled(
  changes: readonly ((name: string) => unknown)[],
  refusal: Refusal,
  claim: string,
  nameOf: (forge: Forge) => string,
): readonly TokenAttack[] {
  return changes.map((change) => ({
    name: `${claim} ${shown(change(`https://${claim}.example`))}`,
    token: (forge) => forge.mint({ [claim]: change(nameOf(forge)) }),
    refusal,
  }));
}

/** `JSON.parse` makes an own member of `__proto__`; a copy by assignment would make it the prototype. */
function inPrototype(forge: Forge, claim: string): string {
  const claims = forge.claimsText({ [claim]: undefined });
  return forge.mintText(claims.replace('{', `{"__proto__":${forge.claimsText()},`));
}
