import {
  createPrincipal,
  defineGuard,
  InvalidTokenError,
  type Scheme,
  ServiceUnavailableError,
} from '@portcullis/core';
import { type CounterStore, createMemoryStore } from '@portcullis/store';
import { afterEach, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { type Served, serve } from '../../../test/support/serve.js';
import { failureThrottle } from '../src/failure-throttle.js';

const issuer = 'https://login.example';
const scheme: Scheme = {
  kind: 'token',
  slot: 'authorization',
  authenticate({ headers: { authorization } }) {
    if (authorization === undefined) return undefined;
    if (authorization !== 'Bearer good')
      throw new InvalidTokenError('Cannot accept token', { reason: 'bad_signature' });
    return createPrincipal({ kind: 'token', client: { id: 'c', issuer } }, scheme);
  },
  challenges: () => ['Bearer realm="test"'],
};
const guard = defineGuard('testScheme', scheme);
const never = defineGuard('never', { check: () => false });

const served: Served[] = [];
afterEach(async () => {
  for (const { close } of served.splice(0)) await close();
});

describe.each(bothExpresses)('failureThrottle on %s', (_, express) => {
  async function start(counters: CounterStore = createMemoryStore().counters) {
    const app = express();
    app.set('trust proxy', 'loopback');
    app.use(failureThrottle({ counters, perAddress: 3 }));
    app.get('/', guard, (_req, res) => void res.json({}));
    app.get('/never', guard, never, (_req, res) => void res.json({}));
    const server = await serve(app);
    served.push(server);
    return (token?: string, path = '/', from = '203.0.113.7') =>
      fetch(server.url + path, {
        headers: { 'x-forwarded-for': from, ...(token && { authorization: `Bearer ${token}` }) },
      });
  }

  it('refuses with 429 and Retry-After once an address has sent too much that is not good, right tokens too', async () => {
    const ask = await start();
    for (let time = 0; time < 3; time++) expect((await ask('bad')).status).toBe(401);
    for (const token of ['bad', 'good', undefined]) {
      const response = await ask(token);
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('60');
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
    expect((await ask('good', '/', '203.0.113.8')).status).toBe(200);
  });

  it('counts an IPv6 caller by its /64', async () => {
    const ask = await start();
    for (let time = 0; time < 3; time++) await ask('bad', '/', `2001:db8:1:2::${time}`);
    expect((await ask('good', '/', '2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await ask('good', '/', '2001:db8:1:3::1')).status).toBe(200);
  });

  it('counts neither missing tokens nor good ones that are not enough', async () => {
    const ask = await start();
    for (let time = 0; time < 5; time++) {
      expect((await ask()).status).toBe(401);
      expect((await ask('good', '/never')).status).toBe(403);
    }
    expect((await ask('good')).status).toBe(200);
  });

  it('never refuses a burst of right calls', async () => {
    const ask = await start();
    const burst = await Promise.all(Array.from({ length: 40 }, () => ask('good')));
    expect(burst.map(({ status }) => status)).toEqual(Array(40).fill(200));
  });

  it('answers 503 and lets nobody through where the counters do not answer', async () => {
    const { counters } = createMemoryStore();
    const down = () => Promise.reject(new ServiceUnavailableError('Down', { reason: 'store_unavailable' }));
    const ask = await start({ ...counters, peek: down });
    expect((await ask('good')).status).toBe(503);
  });
});

it.each([
  [{}, /counters is missing/],
  [{ counters: createMemoryStore().counters, perAddress: 0 }, /perAddress is 0/],
  [{ counters: createMemoryStore().counters, windowSeconds: 1.5 }, /windowSeconds is 1.5/],
  [{ counters: createMemoryStore().counters, perClient: 1 }, /perClient/],
])('does not start with %j', (options, message) => {
  // @ts-expect-error wrong on purpose
  expect(() => failureThrottle(options)).toThrow(message);
});
