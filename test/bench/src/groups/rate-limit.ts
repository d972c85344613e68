import type { BenchRequest } from '../harness/bench-request.js';
import type { Case, Check, Contender, Group } from '../harness/group.js';
import { freePath, fullPath } from '../servers/rate-limit/limit-server.js';

const reference = 'bare Express';
const floor = 'floor, windows in a map';
const ours = 'portcullis';
const peer = 'express-rate-limit';

const contenders: readonly Contender<object, object>[] = [
  { name: reference, load: () => import('../servers/rate-limit/bare.js') },
  { name: floor, load: () => import('../servers/rate-limit/floor.js') },
  { name: ours, load: () => import('../servers/rate-limit/portcullis.js') },
  { name: peer, load: () => import('../servers/rate-limit/express-rate-limit.js') },
];

/** The limit of a key in memory, without what verifies the key. The peer is what ours stands on. */
export const rateLimitGroup: Group<object, object> = {
  name: 'rate-limit',
  reference,
  contenders,
  prepare: async () => ({ material: {}, checks, cases, close: async () => {} }),
};

const checks: readonly Check<object>[] = [
  { name: 'a call within the limit', status: 200, request: () => get(freePath) },
  { name: 'the last call within the limit', status: 200, request: () => get(fullPath) },
  { name: 'a call over the limit', status: 429, request: () => get(fullPath) },
];

const cases: readonly Case<object>[] = [
  {
    name: 'within the limit',
    contenders: [floor, ours, peer],
    status: 200,
    requests: () => [get(freePath)],
    aims: [{ contender: ours, against: peer, atLeast: 0.9 }],
  },
  {
    name: 'over the limit',
    contenders: [floor, ours, peer],
    status: 429,
    requests: () => [get(fullPath)],
    aims: [{ contender: ours, against: peer, atLeast: 0.9 }],
  },
];

function get(path: string): BenchRequest {
  return { method: 'GET', path, headers: {} };
}
