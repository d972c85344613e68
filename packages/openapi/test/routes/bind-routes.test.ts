import type express from 'express';
import type { RequestHandler, Router } from 'express';
import { beforeAll, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { enforceOpenApi, type OpenApiMiddleware } from '../../src/index.js';
import { documentOf, isPublic } from '../support/document-of.js';

const answer: RequestHandler = (_req, res) => {
  res.end();
};

const operations = {
  'GET /a': { security: isPublic },
  'GET /a/{id}': { security: isPublic },
  'POST /a/{id}': { security: isPublic },
};

/** All of them. */
function register(router: Router): void {
  router.get('/a', answer);
  router.route('/a/:id').get(answer).post(answer);
}

async function apiOf(document: Parameters<typeof documentOf>[0]): Promise<OpenApiMiddleware> {
  return enforceOpenApi(documentOf(document), { schemes: {} });
}

type Build = (router: Router, api: OpenApiMiddleware, create: typeof express) => void;

const mistakes: readonly [string, Build, readonly string[]][] = [
  [
    'the middleware is not mounted',
    (router) => register(router),
    ['the middleware is not mounted in the router; use it before the first route'],
  ],
  [
    'the middleware is mounted below a path',
    (router, api) => {
      router.use('/a', api);
      register(router);
    },
    ['the middleware is mounted below a path; use it without one'],
  ],
  [
    'a route stands before the middleware',
    (router, api) => {
      router.get('/a', answer);
      router.use(api);
      register(router);
    },
    ['the route GET /a stands before the middleware'],
  ],
  [
    'a Router with a route stands before the middleware',
    (router, api, create) => {
      router.use('/a', create.Router().get('/', answer));
      router.use(api);
      register(router);
    },
    ['the route GET /a/ stands before the middleware'],
  ],
  [
    'operations have no route',
    (router, api) => router.use(api).get('/a', answer),
    [
      'GET /a/{id} has no route; Express would have it as /a/:id',
      'POST /a/{id} has no route; Express would have it as /a/:id',
    ],
  ],
  [
    'routes are not in the document',
    (router, api) => {
      router.use(api);
      register(router);
      router.post('/a', answer).get('/a/:id/b', answer).get('/secret', answer);
    },
    [
      'the route POST /a is not in the document',
      'the route GET /a/:id/b is not in the document',
      'the route GET /secret is not in the document',
    ],
  ],
  [
    'a route of a nested Router is not in the document',
    (router, api, create) => {
      router.use(api);
      register(router);
      router.use('/a', create.Router().delete('/:id', answer));
    },
    ['the route DELETE /a/:id is not in the document'],
  ],
  [
    'a route has HEAD of its own, and the document has not',
    (router, api) => {
      router.use(api).head('/a', answer);
      register(router);
    },
    ['the route HEAD /a is not in the document'],
  ],
  [
    'a route answers every method',
    (router, api) => {
      router.use(api);
      register(router);
      router.all('/a', answer);
    },
    ['the route /a answers every method (all); name them one by one'],
  ],
  [
    'a route has several paths',
    (router, api) => {
      router.use(api);
      register(router);
      router.get(['/a', '/b'], answer);
    },
    ['the route GET /a,/b has an array or a regular expression as its path'],
  ],
  [
    'a route has a regular expression',
    (router, api) => {
      router.use(api);
      register(router);
      router.get(/a$/, answer);
    },
    ['the route GET /a$/ has an array or a regular expression as its path'],
  ],
  [
    'a fixed path is registered behind a parameter that takes it',
    (router, api) => {
      router.use(api);
      router.get('/:other', answer);
      register(router);
    },
    ['the route GET /:other is not in the document'],
  ],
  [
    'a Router is mounted where nothing of the document is',
    (router, api, create) => {
      router.use(api);
      register(router);
      router.use('/b', create.Router().get('/', answer));
    },
    ['a Router is mounted where no path of the document begins'],
  ],
  [
    'a Router is mounted at a parameter where the document has a fixed path',
    (router, api, create) => {
      router.use(api);
      register(router);
      router.use('/:any', create.Router().get('/', answer));
    },
    ['a Router is mounted where no path of the document begins'],
  ],
  [
    'a Router is mounted twice',
    (router, api, create) => {
      const nested = create.Router().get('/', answer);
      router.use(api).use('/a', nested).use('/a/:id', nested);
      router.post('/a/:id', answer);
    },
    ['the Router of the route GET /a/{}/ is mounted twice'],
  ],
  [
    'an app is mounted',
    (router, api, create) => {
      router.use(api);
      register(router);
      (router as unknown as express.Express).use('/a', create().get('/', answer));
    },
    ['an app is mounted in the router and hides its routes; mount a Router'],
  ],
  [
    'an app is mounted in a Router, which may get its routes later',
    (router, api, create) => {
      router.use(api);
      register(router);
      router.use('/a', create());
    },
    ['an app is mounted in the router and hides its routes; mount a Router'],
  ],
];

describe.each(bothExpresses)('check, on %s', (name, create) => {
  /** Is refused always, and so can be tried with router after router. */
  let api: OpenApiMiddleware;
  beforeAll(async () => {
    api = await apiOf(operations);
  });

  it.each(mistakes)('stops the start where %s', (_what, build, problems) => {
    // Only an app wraps an app that is mounted.
    const router = _what === 'an app is mounted' ? (create() as unknown as Router) : create.Router();
    build(router, api, create);
    const lines = problems.map(
      (problem) => `Cannot check the routes against the OpenAPI document: ${problem}`,
    );
    expect(() => api.check(router)).toThrow(new TypeError(lines.join('\n')));
  });

  it.each(name === 'Express 4' ? ['/a*', '/a/:id(\\d+)', '/a?', '/a$'] : ['/a{/:id}', '/a/*rest'])(
    'stops the start where a route has the pattern %s',
    (pattern) => {
      const router = create.Router();
      router.use(api);
      register(router);
      router.get(pattern, answer);
      expect(() => api.check(router)).toThrow(
        `the route GET ${pattern} has a pattern that no path of a document can say`,
      );
    },
  );

  it('stops the start where an operation is never reached', async () => {
    const api = await apiOf({ 'GET /a/{id}': { security: isPublic }, 'GET /a/mine': { security: isPublic } });
    const router = create.Router();
    router.use(api);
    router.get('/a/:id', answer).get('/a/mine', answer);
    expect(() => api.check(router)).toThrow('GET /a/mine is never reached: /a/{id} stands before it');
  });

  it('stops the start where a strict Router wants a slash that the document does not have', async () => {
    const api = await apiOf({ 'GET /a': { security: isPublic } });
    const router = create.Router({ strict: true });
    router.use(api);
    router.get('/a/', answer);
    expect(() => api.check(router)).toThrow('GET /a is not matched by its route');
  });

  it.each([undefined, {}, () => {}, 'router'])('refuses %s, which is no Router', (router) => {
    expect(() => api.check(router as object)).toThrow('it is neither a Router nor an app of Express');
  });

  it('refuses a second router', async () => {
    const api = await apiOf(operations);
    const router = create.Router();
    router.use(api);
    register(router);
    api.check(router);
    expect(() => api.check(router)).toThrow('Cannot check the routes twice');
  });

  it('lets nobody add a route or a handler behind it, in nested Routers neither', async () => {
    const api = await apiOf(operations);
    const router = create.Router();
    const nested = create.Router();
    const route = nested.route('/:id').get(answer).post(answer);
    router.use(api).get('/a', answer).use('/a', nested);
    api.check(router);
    for (const add of [
      () => router.get('/b', answer),
      () => router.use(answer),
      () => nested.get('/b', answer),
      () => route.delete(answer),
      () => router.stack.unshift(...router.stack),
    ]) {
      expect(add).toThrow();
    }
    expect(() => router.get('/b', answer)).toThrow(
      'the router was checked against its OpenAPI document already',
    );
  });

  it('leaves a router as it was when it refuses it, so that it can be mended', async () => {
    const api = await apiOf(operations);
    const router = create.Router();
    router.use(api).get('/a', answer);
    expect(() => api.check(router)).toThrow('has no route');
    router.route('/a/:id').get(answer).post(answer);
    expect(() => api.check(router)).not.toThrow();
  });

  it('knows the middleware in a function that an instrumentation puts around it', async () => {
    const api = await apiOf(operations);
    const router = create.Router();
    router.use(api);
    register(router);
    const layer = router.stack[0] as { handle: unknown };
    layer.handle = Object.assign((...args: Parameters<typeof api>) => api(...args), { ...api });
    expect(() => api.check(router)).not.toThrow();
  });

  it('takes an app, several routes of one operation, and Routers in Routers', async () => {
    const api = await apiOf({ ...operations, 'GET /a/{id}/b/{name}.json': { security: isPublic } });
    const app = create();
    const inner = create.Router({ mergeParams: true });
    inner.get('/:file.json', answer);
    const middle = create.Router().use('/:key/b', inner);
    app.use(api);
    app.get('/a', (_req, _res, next) => next());
    register(app);
    app.use('/a', middle);
    expect(() => api.check(app)).not.toThrow();
  });
});
