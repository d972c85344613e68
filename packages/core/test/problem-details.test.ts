import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { rawRequest } from '../../../test/support/raw-request.js';
import { type Served, serve } from '../../../test/support/serve.js';
import {
  defineGuard,
  ForbiddenError,
  methodNotAllowed,
  notFound,
  problemDetails,
  SecurityError,
  ServiceUnavailableError,
  sendProblem,
} from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';

const secret = 'tok_3f9a';
const strange: Readonly<Record<string, unknown>> = {
  error: new Error(`leak ${secret}`),
  text: `leak ${secret}`,
  status: Object.assign(new Error(secret), { status: 409, headers: { allow: 'GET', 'X-Leak': secret } }),
  statusCode: Object.assign(new Error(secret), { statusCode: 502 }),
  tooSmall: Object.assign(new Error(secret), { status: 200 }),
  tooLarge: Object.assign(new Error(secret), { status: 999 }),
  noNumber: Object.assign(new Error(secret), { status: '404' }),
  type: Object.assign(new Error(secret), { status: 400, type: 'constructor' }),
  challenge: Object.assign(new Error(secret), {
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="x"' },
  }),
  forbidden: new ForbiddenError(`leak ${secret}`, {
    reason: 'missing_role',
    code: 'closed',
    description: 'Closed today',
  }),
  down: new ServiceUnavailableError(`leak ${secret}`, {
    reason: 'store_unavailable',
    cause: new Error(secret),
  }),
};

describe.each(bothExpresses)('problemDetails on %s', (_name, express) => {
  let served: Served;
  const logged: unknown[] = [];
  beforeAll(async () => {
    const app = express();
    app.use(express.json({ limit: 100 }), express.urlencoded({ extended: false, parameterLimit: 2 }));
    app
      .route('/items/:id')
      .get((_req, res) => void res.end('item'))
      .post((_req, res) => void res.end('made'))
      .all(methodNotAllowed('GET', 'POST'));
    app.get('/strange/:name', (req, res, next) => {
      res.set({ ETag: '"stale"', 'Content-Encoding': 'gzip', 'Content-Length': '3', 'X-Kept': 'yes' });
      next(strange[req.params.name]);
    });
    const hidden = new SecurityError('m', { status: 404, reason: 'not_entitled' });
    const hide = defineGuard('hide', { check: () => Promise.reject(hidden) });
    app.get('/guarded', defineGuard('token', fakeScheme()), hide, (_req, res) => void res.end());
    app.get('/begun', (_req, res, next) => {
      res.write('begun');
      next(new Error(secret));
    });
    app.get('/fields', (_req, res) =>
      sendProblem(res, 400, { errors: [{ pointer: '/amount', detail: 'is not a number' }] }),
    );
    app.use(notFound());
    app.use(problemDetails({ log: (error) => logged.push(error) }));
    served = await serve(app);
  });
  afterAll(() => served.close());

  const post = (body: string, type: string, more = {}) =>
    fetch(`${served.url}/items/1`, { method: 'POST', body, headers: { 'content-type': type, ...more } });

  test.each([
    ['broken JSON', () => post('{"a":', 'application/json'), 400, 'The request body cannot be parsed'],
    ['JSON that is no object', () => post('7', 'application/json'), 400, 'The request body cannot be parsed'],
    [
      'a body over the limit',
      () => post(JSON.stringify('x'.repeat(200)), 'application/json'),
      413,
      'The request body is too large',
    ],
    [
      'too many parameters',
      () => post('a=1&b=2&c=3', 'application/x-www-form-urlencoded'),
      413,
      'The request body has too many parameters',
    ],
    [
      'an unknown charset',
      () => post('{}', 'application/json; charset=martian'),
      415,
      'The request body has a charset that is not taken here',
    ],
    [
      'an unknown encoding',
      () => post('{}', 'application/json', { 'content-encoding': 'martian' }),
      415,
      'The request body has an encoding that is not taken here',
    ],
    [
      'a body that is not gzip',
      () => post('{}', 'application/json', { 'content-encoding': 'gzip' }),
      400,
      'The request is malformed',
    ],
    [
      'an escape that cannot be decoded',
      () => fetch(`${served.url}/items/%E0%A4%A`),
      400,
      'The request is malformed',
    ],
    ['an unknown path', () => fetch(`${served.url}/nowhere`), 404, 'There is nothing at this address'],
    [
      'another method',
      () => fetch(`${served.url}/items/1`, { method: 'DELETE' }),
      405,
      'This address does not take this method',
    ],
  ])('answers %s', async (_what, send, status, detail) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ type: 'about:blank', title: expect.any(String), status, detail });
  });

  test.each([
    ['error', 500, {}],
    ['text', 500, {}],
    ['status', 409, { allow: 'GET' }],
    ['statusCode', 502, {}],
    ['tooSmall', 500, {}],
    ['tooLarge', 500, {}],
    ['noNumber', 500, {}],
    ['type', 400, {}],
    ['challenge', 401, { 'www-authenticate': 'Basic realm="x"' }],
    ['forbidden', 403, {}],
    ['down', 503, { 'retry-after': '5' }],
  ])('says nothing of what was thrown but its status: %s', async (name, status, headers) => {
    logged.length = 0;
    const {
      status: answered,
      headers: lines,
      body,
    } = await rawRequest(served.port, [`GET /strange/${name} HTTP/1.1`]);
    expect(answered).toBe(status);
    expect(Object.fromEntries(lines)).toMatchObject({
      ...headers,
      'x-kept': 'yes',
      'cache-control': 'no-store',
    });
    expect(JSON.stringify([lines, body])).not.toMatch(new RegExp(`${secret}|stale|gzip|\\.ts|node_modules`));
    expect(JSON.parse(body)).toMatchObject({ status });
    expect(logged).toEqual(status >= 500 ? [strange[name]] : []);
  });

  test('gives code and sentence of a refusal that was forwarded', async () => {
    expect(await (await fetch(`${served.url}/strange/forbidden`)).json()).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'Closed today',
      error: 'closed',
      error_description: 'Closed today',
    });
  });

  test('a hidden resource and a missing one look the same', async () => {
    const look = async (path: string) => {
      const { status, headers, body } = await rawRequest(served.port, [
        `GET ${path} HTTP/1.1`,
        'X-Token: {}',
      ]);
      return { status, body, headers: headers.filter(([name]) => name !== 'date') };
    };
    expect(await look('/guarded')).toEqual(await look('/nowhere'));
  });

  test('RFC 9110 §15.5.6: a 405 lists the methods, HEAD with GET', async () => {
    for (const method of ['DELETE', 'OPTIONS', 'PUT', 'PROPFIND']) {
      const { status, headers } = await rawRequest(served.port, [`${method} /items/1 HTTP/1.1`]);
      expect([status, Object.fromEntries(headers)['allow']]).toEqual([405, 'GET, HEAD, POST']);
    }
    expect((await rawRequest(served.port, ['HEAD /items/1 HTTP/1.1'])).status).toBe(200);
  });

  test('lists the fields that are wrong', async () => {
    expect(await (await fetch(`${served.url}/fields`)).json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'The request is malformed',
      errors: [{ pointer: '/amount', detail: 'is not a number' }],
    });
  });

  test('lets Express end the connection when the answer has begun', async () => {
    await expect(fetch(`${served.url}/begun`).then((answer) => answer.text())).rejects.toThrow();
  });
});

describe('at creation', () => {
  test.each<[unknown, string]>([
    [null, 'options must be an object'],
    [{ logger: () => {} }, 'unknown option "logger"; known are log'],
    [{ log: 'yes' }, 'log must be a function'],
  ])('problemDetails refuses %j', (options, message) => {
    expect(() => problemDetails(options as never)).toThrow(message);
  });

  test.each([[[]], [['get']], [['GET', '']], [['GET, POST']], [['GET\r\nX: y']]])(
    'methodNotAllowed refuses %j',
    (methods) => {
      expect(() => methodNotAllowed(...methods)).toThrow(
        /^Cannot create methodNotAllowed: .* is not a method in capitals$/,
      );
    },
  );
});
