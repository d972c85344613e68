import type { Aim, Contender, Group } from '../harness/group.js';

const reference = 'bare Express';
const floor = 'floor';
const ours = 'portcullis';
const peer = 'helmet';
const peerSame = 'helmet, the same headers';

const contenders: readonly Contender<object, object>[] = [
  { name: reference, load: () => import('../servers/headers/bare.js') },
  { name: floor, load: () => import('../servers/headers/floor.js') },
  { name: ours, load: () => import('../servers/headers/portcullis.js') },
  { name: peer, load: () => import('../servers/headers/helmet.js') },
  { name: peerSame, load: () => import('../servers/headers/helmet-same.js') },
];

const aims: readonly Aim[] = [
  { contender: ours, against: peer, atLeast: 1 },
  { contender: ours, against: peerSame, atLeast: 1 },
  { contender: ours, addsAtMostMicroseconds: 6, node: 24 },
];

const request = () => ({ method: 'GET', path: '/products', headers: {} }) as const;

/** Security headers of data, made for the next answer. As it comes, helmet sends more: those of pages too. */
export const headersGroup: Group<object, object> = {
  name: 'headers',
  reference,
  contenders,
  prepare: async () => ({
    material: {},
    checks: [{ name: 'an answer', status: 200, request, fault: (_body, headers) => faultOfHeaders(headers) }],
    cases: [
      {
        name: 'an answer',
        contenders: [floor, ours, peer, peerSame],
        status: 200,
        requests: () => [request()],
        aims,
      },
    ],
    close: async () => {},
  }),
};

const required: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /frame-ancestors '(none|self)'/,
  'cross-origin-resource-policy': /^same-origin$/,
  'referrer-policy': /^no-referrer$/,
  'x-content-type-options': /^nosniff$/,
};

/** What security headers an answer lacks. The policy may be that of pages. */
export function faultOfHeaders(headers: Headers): string | undefined {
  if (headers.has('x-powered-by')) return 'it says what serves it';
  const name = Object.keys(required).find((header) => !required[header]?.test(headers.get(header) ?? ''));
  return name && `${name} is ${headers.get(name) ?? 'missing'}`;
}
