import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/raw-request.js';
import { serve } from '../../../test/support/serve.js';
import { enforceOpenApi, operationOf } from '../src/index.js';
import { documentOf, isPublic, key } from './support/document-of.js';
import { expresses } from './support/expresses.js';
import { apiKey } from './support/fake-guards.js';
import { handler, type MountedApi, mountApi } from './support/mount-api.js';

const operations = {
  'GET /accounts': { security: key, operationId: 'listAccounts' },
  'POST /accounts': { security: key },
  'GET /accounts/open': { security: isPublic },
  'GET /accounts/{account-id}': { security: key },
  'GET /files/{name}.json': { security: key },
  'GET /': { security: isPublic },
};
const routes = [
  'GET /accounts',
  'POST /accounts',
  'GET /accounts/open',
  'GET /accounts/:id',
  'GET /files/:name.json',
  'GET /',
];
const keyed = { 'API-Key': 'good' };

describe.each(expresses)('a request behind the document, on %s', (name, create) => {
  let api: MountedApi;
  beforeAll(async () => {
    api = await mountApi(create, documentOf(operations), routes, (router) => {
      router.use('/accounts/hidden', handler([], 'hidden'));
    });
  });
  afterAll(() => api.close());

  it.each([
    'GET /banking/accounts',
    'GET /banking/ACCOUNTS',
    'GET /banking/accounts/',
    'GET /banking/accounts?x=/banking/accounts/open',
    'GET http://anybody/banking/accounts',
    'HEAD /banking/accounts',
    'POST /banking/accounts',
    'GET /banking/accounts/1',
    'GET /banking/accounts/open%2F',
    'GET /banking/accounts/%6Fpen',
    'GET /banking/accounts/..',
    'GET /banking/accounts/.',
    'GET /banking/files/a.json',
    'GET /banking/files/open.JSON',
    'GET /banking/accounts/hidden',
    'GET /banking/accounts#',
  ])('%s is asked for the key', async (line) => {
    const before = api.handled.length;
    expect((await rawRequest(api.port, [`${line} HTTP/1.1`])).status).toBe(401);
    expect(api.handled).toHaveLength(before);
  });

  it.each([
    'GET /banking/other',
    'GET /banking/accounts//',
    'GET /banking/accounts//open',
    'GET /banking/accounts%2Fopen',
    'GET /banking/accounts/open/..',
    'GET /banking/./accounts',
    'GET /banking/files/a.txt',
    "GET /banking/accounts/'#",
  ])('%s is 404, with the key too', async (line) => {
    const before = api.handled.length;
    const answer = await rawRequest(api.port, [`${line} HTTP/1.1`, 'API-Key: good']);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 404,
      detail: 'There is nothing at this address',
    });
    expect(api.handled).toHaveLength(before);
  });

  it('GET /banking//accounts is what the Express in use takes it for, and never without the key', async () => {
    const status = name === 'Express 4' ? 401 : 404;
    expect((await rawRequest(api.port, ['GET /banking//accounts HTTP/1.1'])).status).toBe(status);
  });

  it.each([
    ['DELETE /banking/accounts', 'GET, HEAD, POST'],
    ['OPTIONS /banking/accounts', 'GET, HEAD, POST'],
    ['POST /banking/accounts/1', 'GET, HEAD'],
    ['HEADS /banking/accounts', undefined],
  ])('%s is no operation', async (line, allow) => {
    const answer = await rawRequest(api.port, [
      `${line} HTTP/1.1`,
      'API-Key: good',
      'X-HTTP-Method-Override: GET',
    ]);
    expect(answer.status).toBe(allow === undefined ? 400 : 405);
    expect(Object.fromEntries(answer.headers)['allow']).toBe(allow);
  });

  it('a broken escape is an error of Express, and nobody is let through', async () => {
    const before = api.handled.length;
    const answer = await rawRequest(api.port, ['GET /banking/accounts/%zz HTTP/1.1', 'API-Key: good']);
    expect(answer.status).toBe(400);
    expect(api.handled).toHaveLength(before);
  });

  it.each([
    ['GET', '/accounts', 'listAccounts'],
    ['HEAD', '/accounts', undefined],
    ['POST', '/accounts', 'POST /accounts'],
    ['GET', '/accounts/1', 'GET /accounts/{account-id}'],
    ['GET', '/files/a.json', 'GET /files/{name}.json'],
  ])('%s %s reaches its handler with the key', async (method, path, operation) => {
    const answer = await api.ask(method, path, keyed);
    expect(answer.status).toBe(200);
    if (operation !== undefined) expect(await answer.json()).toEqual({ operation, client: 'app' });
  });

  it('public operations reach their handlers without one, at the mount path too', async () => {
    expect((await api.ask('GET', '/accounts/open')).status).toBe(200);
    expect((await api.ask('GET', '/')).status).toBe(200);
    expect((await api.ask('GET', '')).status).toBe(200);
  });
});

describe.each(expresses)('nothing slips past the document, on %s', (_name, create) => {
  const slips = { 'GET /open': { security: isPublic }, 'GET /{any}': { security: key } };

  it('from a public handler that calls next to a guarded one', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const handled: string[] = [];
    const router = create.Router();
    router.use(api);
    router.get('/open', (_req, _res, next) => next());
    router.get('/:any', handler(handled, 'any'));
    api.check(router);
    const served = await serve(create().use(router));
    expect((await fetch(`${served.url}/open`)).status).toBe(401);
    expect(handled).toEqual([]);
    const answer = await fetch(`${served.url}/open`, { headers: keyed });
    expect(await answer.json()).toEqual({ operation: 'GET /{any}', client: 'app' });
    await served.close();
  });

  it.each(['url', 'method'] as const)('by a middleware that rewrites the %s', async (what) => {
    const document = documentOf({ ...slips, 'POST /open': { security: key } });
    const api = await enforceOpenApi(document, { schemes: { apiKey } });
    const handled: string[] = [];
    const router = create.Router();
    router.use(api);
    router.use((req, _res, next) => {
      req[what] = what === 'url' ? '/secret' : 'POST';
      next();
    });
    router.get('/open', handler(handled, 'open')).post('/open', handler(handled, 'post'));
    router.get('/:any', handler(handled, 'any'));
    api.check(router);
    const served = await serve(create().use(router));
    expect((await fetch(`${served.url}/open`)).status).toBe(401);
    expect((await fetch(`${served.url}/open`, { headers: keyed })).status).toBe(200);
    expect(handled).toEqual([what === 'url' ? 'any' : 'post']);
    await served.close();
  });

  it('while check was not called: every request is an error', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const handled: string[] = [];
    const errors: unknown[] = [];
    const app = create();
    app.use(api);
    app.get('/open', handler(handled, 'open'));
    app.use((error: unknown, _req: unknown, res: { sendStatus(status: number): void }, _next: unknown) => {
      errors.push(error);
      res.sendStatus(500);
    });
    const served = await serve(app);
    expect((await fetch(`${served.url}/open`, { headers: keyed })).status).toBe(500);
    expect(handled).toEqual([]);
    expect(errors).toMatchObject([
      { message: 'Cannot guard the request: check() was not called with the router' },
    ]);
    await served.close();
  });

  it('a key that was checked in front is not checked again', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const app = create();
    let seen: unknown;
    app.use(apiKey, (req, _res, next) => {
      seen = req.principal;
      next();
    });
    app.use(api);
    app.get('/open', handler([], 'open')).get('/:any', (req, res) => {
      res.json(req.principal === seen);
    });
    api.check(app);
    const served = await serve(app);
    expect(await (await fetch(`${served.url}/a`, { headers: keyed })).json()).toBe(true);
    await served.close();
  });

  it('the operation is known when the response ends, also of a refused request', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const seen: unknown[] = [];
    const app = create();
    app.use((req, res, next) => {
      expect(operationOf(req)).toBeUndefined();
      res.on('finish', () => seen.push([res.statusCode, operationOf(req)]));
      next();
    });
    app.use(api);
    app.get('/open', handler([], 'open')).get('/:any', handler([], 'any'));
    api.check(app);
    const served = await serve(app);
    for (const path of ['/open', '/a', '/a/b']) await fetch(served.url + path);
    expect(seen).toEqual([
      [200, 'GET /open'],
      [401, 'GET /{any}'],
      [404, undefined],
    ]);
    await served.close();
  });
});
