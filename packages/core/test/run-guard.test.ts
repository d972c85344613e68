import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { rawRequest } from '../../../test/support/raw-request.js';
import { type Served, serve } from '../../../test/support/serve.js';
import {
  allOf,
  anyOf,
  createPrincipal,
  defineGuard,
  ForbiddenError,
  type Guard,
  type Principal,
  type Scheme,
} from '../src/index.js';
import { credential, fakeScheme } from './support/fake-scheme.js';
import { mount } from './support/mount.js';

const good = { 'x-token': '{"scopes":["a"]}' };
const closing: Served[] = [];
afterEach(async () => {
  for (const served of closing.splice(0)) await served.close();
});

function closeLater<T extends Served>(served: T): T {
  closing.push(served);
  return served;
}

describe.each(bothExpresses)('a guard on %s', (_name, express) => {
  const mounted = async (...guards: readonly Guard[]) => closeLater(await mount(express, guards));

  test('leaves the principal on the request, of a scheme that answers at once or later', async () => {
    for (const later of [false, true]) {
      const app = await mounted(defineGuard('token', fakeScheme({ later })));
      expect(await (await app.get(good)).json()).toMatchObject({ client: { id: 'c' }, scopes: ['a'] });
      expect(app.handled).toBe(1);
    }
  });

  test('writes one line of WWW-Authenticate for each scheme', async () => {
    const key = defineGuard('key', fakeScheme({ kind: 'apiKey', header: 'x-key', challenge: 'Key' }));
    const app = await mounted(allOf(key, defineGuard('token', fakeScheme())));
    const { headers } = await rawRequest(app.port, ['GET / HTTP/1.1']);
    expect(headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value)).toEqual([
      'Key realm="test"',
      'Fake realm="test"',
    ]);
  });

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'M-SEARCH'])(
    'guards %s as any other method',
    async (method) => {
      const app = await mounted(defineGuard('token', fakeScheme()));
      const refused = await rawRequest(app.port, [`${method} / HTTP/1.1`]);
      expect(refused.status).toBe(401);
      expect(refused.body === '').toBe(method === 'HEAD');
      expect(app.handled).toBe(0);
      const passed = await rawRequest(app.port, [`${method} / HTTP/1.1`, `X-Token: ${good['x-token']}`]);
      expect(passed.status).toBe(200);
      expect(app.handled).toBe(1);
    },
  );

  test.each([
    ['Origin: https://evil.example', 'Access-Control-Request-Method: GET'],
    ['X-HTTP-Method-Override: OPTIONS', 'X-Requested-With: XMLHttpRequest'],
    ['X-Original-URL: /public', 'X-Forwarded-For: 127.0.0.1'],
  ])('skips nothing because of headers that the client chose: %s', async (...headers) => {
    const app = await mounted(defineGuard('token', fakeScheme()));
    for (const method of ['GET', 'OPTIONS']) {
      expect((await rawRequest(app.port, [`${method} / HTTP/1.1`, ...headers])).status).toBe(401);
    }
    expect(app.handled).toBe(0);
  });

  test('leaves OPTIONS of a route to Express, which tells the methods and runs nothing; app.use guards it', async () => {
    const token = fakeScheme();
    const app = express();
    app.get('/route', defineGuard('token', token), () => expect.unreachable());
    app.use('/all', defineGuard('token', token), () => expect.unreachable());
    const { url } = closeLater(await serve(app));
    const told = await fetch(`${url}/route`, { method: 'OPTIONS' });
    expect([told.status, told.headers.get('allow')?.split(/, ?/), token.runs]).toEqual([
      200,
      ['GET', 'HEAD'],
      0,
    ]);
    expect((await fetch(`${url}/all`, { method: 'OPTIONS' })).status).toBe(401);
  });

  test('a handler that throws is an error of the handler: it runs once, and no refusal is made of it', async () => {
    for (const later of [false, true]) {
      const guard = defineGuard('token', fakeScheme({ later }));
      const app = express();
      let handled = 0;
      const errors: unknown[] = [];
      app.get('/', guard, () => {
        handled++;
        throw new RangeError('of the handler');
      });
      app.use(
        (error: unknown, _req: unknown, res: { status(code: number): { end(): void } }, _next: unknown) => {
          errors.push(error);
          res.status(418).end();
        },
      );
      const { url } = closeLater(await serve(app));
      expect((await fetch(url, { headers: good })).status).toBe(418);
      expect([handled, errors]).toEqual([1, [new RangeError('of the handler')]]);
    }
  });

  test('does not answer a response that has its headers, and lets nobody through', async () => {
    const app = closeLater(
      await mount(express, [defineGuard('token', fakeScheme())], (_req, res, next) => {
        res.writeHead(200).write('begun');
        next();
      }),
    );
    await expect(app.get().then((answer) => answer.text())).rejects.toThrow();
    expect(app.handled).toBe(0);
    expect(app.errors).toMatchObject([{ name: 'UnauthenticatedError', status: 401 }]);
  });
});

describe('a guard', () => {
  /** Does something with one real request, and gives the text of the answer. */
  async function exchange(act: (req: IncomingMessage, res: ServerResponse) => void) {
    const { url } = closeLater(await serve(act));
    return (await fetch(url, { headers: good })).text();
  }

  test('calls next in the same tick when its scheme answers at once', async () => {
    const guard = defineGuard('token', fakeScheme());
    let inTick: Principal | undefined;
    await exchange((req: IncomingMessage & { principal?: Principal }, res) => {
      const returned: unknown = guard(req, res, () => {
        inTick = req.principal;
      });
      res.end(String(returned));
      expect(inTick?.scopes).toEqual(['a']);
    });
    expect(inTick).toBeDefined();
  });

  test('lets an error of next pass as it is, and returns nothing', async () => {
    const guard = allOf(defineGuard('token', fakeScheme()));
    const text = await exchange((req, res) => {
      let thrown: unknown;
      try {
        guard(req, res, () => {
          throw new RangeError('of next');
        });
      } catch (error) {
        thrown = error;
      }
      res.end(String(thrown));
    });
    expect(text).toBe('RangeError: of next');
  });

  test.each<[string, (waiting: Waiting) => void]>([
    ['accepted', ({ resolve, principal }) => resolve(principal)],
    ['absent', ({ resolve }) => resolve(undefined)],
    ['refused', ({ reject }) => reject(new ForbiddenError('m', { reason: 'missing_role' }))],
    ['a bug', ({ reject }) => reject(new RangeError('m'))],
  ])(
    'does nothing when the response ended while it waited, and what came then is %s',
    async (_what, settle) => {
      const waiting = waitingScheme();
      const calls: unknown[] = [];
      const text = await exchange((req, res) => {
        defineGuard('waiting', waiting.scheme)(req, res, (...args) => calls.push(args));
        res.statusCode = 504;
        res.end('timeout');
      });
      settle(waiting);
      await setImmediate();
      expect([text, calls]).toEqual(['timeout', []]);
    },
  );

  test('sets the headers of its scheme once it vouched, where the app has not set them', async () => {
    const headers = { 'Cache-Control': 'private', 'X-Plan': 'small' };
    const scheme = fakeScheme({ acceptedHeaders: headers });
    const other = fakeScheme({ header: 'x-key', kind: 'apiKey', acceptedHeaders: { 'X-Key': 'seen' } });
    const guard = anyOf(defineGuard('key', other), defineGuard('token', scheme));
    const { url } = closeLater(
      await serve((req, res) => {
        if (req.url === '/own') res.setHeader('cache-control', 'max-age=60');
        guard(req, res, () => res.end());
      }),
    );
    const plain = await fetch(url, { headers: good });
    expect(plain.headers.get('cache-control')).toBe('private');
    expect(plain.headers.get('x-plan')).toBe('small');
    expect(plain.headers.get('x-key')).toBeNull();
    expect((await fetch(`${url}/own`, { headers: good })).headers.get('cache-control')).toBe('max-age=60');
    const refused = await fetch(url, { headers: { 'x-token': 'bad' } });
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(refused.headers.get('x-plan')).toBeNull();
  });

  test('does not set them again when the principal stands on the scheme already', async () => {
    const token = defineGuard('token', fakeScheme({ acceptedHeaders: { 'X-Plan': 'small' } }));
    const key = defineGuard('key', fakeScheme({ kind: 'apiKey', header: 'x-key' }));
    const { url } = closeLater(
      await serve((req, res) =>
        token(req, res, () => {
          res.removeHeader('X-Plan');
          allOf(token, key)(req, res, () => res.end());
        }),
      ),
    );
    const answer = await fetch(url, { headers: { ...good, 'x-key': '{}' } });
    expect([answer.status, answer.headers.get('x-plan')]).toEqual([200, null]);
  });

  test('believes no principal that another middleware left', async () => {
    const forged = { ...createPrincipal(credential('token'), fakeScheme()) };
    for (const guard of [
      defineGuard('token', fakeScheme()),
      defineGuard('always', { check: () => true }),
      allOf(defineGuard('token', fakeScheme())),
    ]) {
      const calls: unknown[] = [];
      await exchange((req, res) => {
        Object.assign(req, { principal: forged });
        guard(req, res, (error) => {
          calls.push(error);
          res.end();
        });
      });
      expect(calls).toMatchObject([{ message: expect.stringContaining('req.principal was overwritten') }]);
    }
  });
});

type Waiting = ReturnType<typeof waitingScheme>;

/** A scheme that answers when the test says so. */
function waitingScheme() {
  let resolve: (value: Principal | undefined) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const answer = new Promise<Principal | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  const scheme: Scheme = { ...fakeScheme(), authenticate: () => answer };
  return { scheme, resolve, reject, principal: createPrincipal(credential('token'), scheme) };
}
