import { onDecision, refusals } from '@portcullis/core';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { serve } from '../../../test/support/serve.js';
import { enforceOpenApi, operationOf } from '../src/index.js';
import { documentOf, isPublic, key } from './support/document-of.js';
import { apiKey } from './support/fake-guards.js';
import { handler } from './support/mount-api.js';

const keyed = { 'API-Key': 'good' };

describe.each(bothExpresses)('nothing slips past the document, on %s', (_name, create) => {
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

  it('a refusal that the app answers itself lets nobody through', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const handled: string[] = [];
    const app = create();
    app.use(refusals({ forward: true }), api);
    app.get('/open', handler(handled, 'open')).get('/:any', handler(handled, 'any'));
    app.use((error: { status: number }, _req: unknown, res: Response, _next: unknown) => {
      res.status(error.status).send('our own words');
    });
    api.check(app);
    const served = await serve(app);
    const answer = await fetch(`${served.url}/a`);
    expect([answer.status, await answer.text()]).toEqual([401, 'our own words']);
    expect(handled).toEqual([]);
    await served.close();
  });

  it('an error handler that forgives lets nobody through', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const handled: string[] = [];
    const app = create();
    app.use(refusals({ forward: true }), api);
    app.use((_error: unknown, _req: unknown, _res: unknown, next: () => void) => next());
    app.get('/open', handler(handled, 'open')).get('/:any', handler(handled, 'any'));
    app.use((error: { status: number }, _req: unknown, res: Response, _next: unknown) => {
      res.sendStatus(error.status);
    });
    api.check(app);
    const served = await serve(app);
    expect((await fetch(`${served.url}/a`)).status).toBe(401);
    expect(handled).toEqual([]);
    await served.close();
  });

  it('an error handler that forgives lets nobody through on the route itself either', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const handled: string[] = [];
    const app = create();
    const forgive = (_error: unknown, _req: unknown, _res: unknown, next: () => void) => next();
    const [first, last] = [handler(handled, 'first'), handler(handled, 'last')];
    app.use(refusals({ forward: true }), api, forgive);
    app
      .get('/open', first)
      .get('/:any', forgive as never, (_req, _res, next) => next(), forgive as never, last);
    app.use((error: { status: number }, _req: unknown, res: Response, _next: unknown) => {
      res.sendStatus(error.status);
    });
    api.check(app);
    const served = await serve(app);
    expect((await fetch(`${served.url}/a`)).status).toBe(401);
    expect(handled).toEqual([]);
    expect((await fetch(`${served.url}/a`, { headers: keyed })).status).toBe(200);
    await served.close();
  });

  it('a decision event leads to the operation, and there is one for each request', async () => {
    const api = await enforceOpenApi(documentOf(slips), { schemes: { apiKey } });
    const seen: unknown[] = [];
    const stop = onDecision(({ outcome, reason, request }) =>
      seen.push([outcome, reason, operationOf(request)]),
    );
    const app = create();
    app.use(api);
    app.get('/open', handler([], 'open')).get('/:any', handler([], 'any'));
    api.check(app);
    const served = await serve(app);
    await fetch(`${served.url}/open`);
    await fetch(`${served.url}/a`);
    await fetch(`${served.url}/a`, { headers: keyed });
    stop();
    expect(seen).toEqual([
      ['allow', 'public_route', 'GET /open'],
      ['deny', 'no_credential', 'GET /{any}'],
      ['allow', 'allowed', 'GET /{any}'],
    ]);
    await served.close();
  });
});
