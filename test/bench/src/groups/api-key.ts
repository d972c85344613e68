import type { BenchRequest } from '../harness/bench-request.js';
import type { Case, Check, Contender, Group } from '../harness/group.js';
import { type BenchKeys, callingApp, guardedPath, keyHeader } from '../servers/api-key/key-server.js';

const reference = 'bare Express';
const floor = 'floor, hashed in a map';
const ours = 'portcullis';
const peer = 'passport-headerapikey';

const contenders: readonly Contender<object, BenchKeys>[] = [
  { name: reference, load: () => import('../servers/api-key/bare.js') },
  { name: floor, load: () => import('../servers/api-key/floor.js') },
  { name: ours, load: () => import('../servers/api-key/portcullis.js') },
  { name: peer, load: () => import('../servers/api-key/passport-headerapikey.js') },
];

/** An API key in a header. The peer keeps keys as plain text and knows neither status nor deadline. */
export const apiKeyGroup: Group<object, BenchKeys> = {
  name: 'api-key',
  reference,
  contenders,
  prepare: async () => ({ material: {}, checks, cases, close: async () => {} }),
};

const checks: readonly Check<BenchKeys>[] = [
  { name: 'a good key', status: 200, request: ({ good }) => getWith(good), fault: namesTheClient },
  { name: 'the same key again', status: 200, request: ({ good }) => getWith(good), fault: namesTheClient },
  { name: 'no key', status: 401, request: () => getWith(undefined) },
  { name: 'an unknown key', status: 401, request: ({ unknown }) => getWith(unknown) },
  { name: 'a suspended key', status: 401, request: ({ suspended }) => getWith(suspended) },
  { name: 'an expired key', status: 401, request: ({ expired }) => getWith(expired) },
];

const cases: readonly Case<BenchKeys>[] = [
  {
    name: 'key seen before',
    contenders: [floor, ours, peer],
    status: 200,
    requests: ({ good }) => [getWith(good)],
    aims: [
      { contender: ours, against: peer, atLeast: 1 },
      { contender: ours, addsAtMostMicroseconds: 20, node: 20 },
      { contender: ours, addsAtMostMicroseconds: 4, node: 24 },
    ],
  },
  {
    name: 'unknown key',
    contenders: [floor, ours, peer],
    status: 401,
    requests: ({ unknown }) => [getWith(unknown)],
    // The floor looks a digest up and keeps no pepper: what it shows is the price of that.
    aims: [{ contender: ours, addsAtMostMicroseconds: 20, node: 20 }],
  },
];

function getWith(key: string | undefined): BenchRequest {
  return { method: 'GET', path: guardedPath, headers: key === undefined ? {} : { [keyHeader]: key } };
}

function namesTheClient(body: string): string | undefined {
  return JSON.parse(body).client === callingApp ? undefined : `unexpected answer ${body}`;
}
