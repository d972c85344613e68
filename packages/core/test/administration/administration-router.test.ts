import { describe, expect, it, onTestFinished } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { rawRequest } from '../../../../test/support/raw-request.js';
import { serve } from '../../../../test/support/serve.js';
import { createAdministrationRouter } from '../../src/administration/administration-router.js';
import type { AdministrationHandler, AdministrationRoute } from '../../src/administration/find-route.js';
import { optional, publicRoute, reportOnly } from '../../src/composition.js';
import { type Decision, defineGuard, ForbiddenError, type Guard, onDecision } from '../../src/index.js';
import { problemDetails } from '../../src/problem-details.js';
import { fakeScheme } from '../support/fake-scheme.js';

const name = 'thingAdministration';
const caller = 'X-Token: {}';

const callerGuard = () => defineGuard('caller', fakeScheme());

describe('createAdministrationRouter, created', () => {
  it.each([
    [undefined, 'guard is missing, or was not made by Portcullis'],
    [() => undefined, 'guard is missing, or was not made by Portcullis'],
    [publicRoute('no reason'), 'guard lets everybody through (public)'],
    [optional(callerGuard()), 'guard lets everybody through (optional)'],
    [reportOnly(callerGuard()), 'guard lets everybody through (reportOnly)'],
  ])('refuses the guard %#', (guard, problem) => {
    expect(() => createAdministrationRouter({ name, guard: guard as Guard, routes: [] })).toThrow(
      new TypeError(`Cannot create ${name}: ${problem}`),
    );
  });

  it('refuses an unknown option', () => {
    const options = { name, guard: callerGuard(), routes: [], guards: [] };
    expect(() => createAdministrationRouter(options)).toThrow(/unknown option "guards"/);
  });
});

describe.each(bothExpresses)('createAdministrationRouter on %s', (_, express) => {
  async function serveRoutes(routes: readonly AdministrationRoute[]) {
    const [errors, decisions] = [[] as unknown[], [] as Decision[]];
    const app = express();
    app.use('/things', createAdministrationRouter({ name, guard: callerGuard(), routes }));
    app.use((req, res) => res.status(404).send(`handed on: ${req.originalUrl}`));
    app.use(problemDetails({ log: (error) => errors.push(error) }));
    onTestFinished(onDecision((decision) => decisions.push(decision)));
    const { port, close } = await serve(app);
    onTestFinished(close);
    const call = (line: string, ...headers: readonly string[]) =>
      rawRequest(port, [`${line} HTTP/1.1`, ...headers]);
    return { call, errors, decisions };
  }

  const answering: AdministrationHandler = async ({ principal, query, req }) => ({
    status: 200,
    body: { client: principal.client.id, x: query.getAll('x'), method: req.method },
  });
  const routes: readonly AdministrationRoute[] = [
    { path: '', methods: { GET: answering, POST: answering } },
    {
      path: '/:thingId/parts/:partId',
      methods: { DELETE: async ({ param }) => ({ status: 200, body: [param('thingId'), param('partId')] }) },
    },
  ];

  it.each(['GET /things', 'HEAD /things', 'OPTIONS /things', 'PATCH /things', 'DELETE /things/a/parts/b'])(
    '%s without a credential: 401, in the words of the guard',
    async (line) => {
      const { call } = await serveRoutes(routes);
      const { status, headers } = await call(line);
      expect(status).toBe(401);
      expect(headers).toContainEqual(['www-authenticate', 'Fake realm="test"']);
    },
  );

  it.each(['/things/a', '/things/a/parts', '/things/a/parts/b/c', '/things//parts/b', '/things/%/parts/b'])(
    'hands on %s, which is none of its paths',
    async (path) => {
      const { call } = await serveRoutes(routes);
      expect(await call(`GET ${path}`)).toMatchObject({ status: 404, body: `handed on: ${path}` });
    },
  );

  it.each([
    ['PATCH /things', 'GET, HEAD, POST'],
    ['GET /things/a/parts/b', 'DELETE'],
    ['PROPFIND /things', 'GET, HEAD, POST'],
  ])('%s: 405 with Allow', async (line, allow) => {
    const { call } = await serveRoutes(routes);
    const { status, headers } = await call(line, caller);
    expect(status).toBe(405);
    expect(headers).toContainEqual(['allow', allow]);
  });

  it('answers refusals of a handler as a guard does, and tells of them by its name', async () => {
    const refused = new ForbiddenError('Cannot do it', { reason: 'missing_permission', code: 'no' });
    const { call, decisions } = await serveRoutes([
      { path: '', methods: { POST: () => Promise.reject(refused) } },
    ]);
    const { status, headers, body } = await call('POST /things', caller);
    expect([status, JSON.parse(body).error]).toEqual([403, 'no']);
    expect(headers).toContainEqual(['cache-control', 'no-store']);
    expect(decisions.at(-1)).toMatchObject({ outcome: 'deny', guard: name, reason: 'missing_permission' });
  });

  it('hands bugs to the error handler of the app', async () => {
    const bug = new RangeError('a bug');
    const { call, errors } = await serveRoutes([
      { path: '', methods: { GET: () => Promise.reject(bug) } },
      {
        path: '/:thingId',
        methods: { GET: async ({ param }) => ({ status: 200, body: [param('partId')] }) },
      },
    ]);
    expect((await call('GET /things', caller)).status).toBe(500);
    expect((await call('GET /things/a', caller)).status).toBe(500);
    expect([errors[0], String(errors[1])]).toEqual([
      bug,
      'Error: Cannot administer: /:thingId has no part partId',
    ]);
  });

  it('answers in JSON that no cache keeps, with what path and query say', async () => {
    const { call } = await serveRoutes(routes);
    const { headers, body } = await call('GET /things/?x=1&x=2', caller);
    expect(JSON.parse(body)).toEqual({ client: 'c', x: ['1', '2'], method: 'GET' });
    expect(headers).toContainEqual(['content-type', 'application/json']);
    expect(headers).toContainEqual(['cache-control', 'no-store']);
    expect((await call('DELETE /things/a%2Fb/parts/%C3%A4/', caller)).body).toBe(
      '["a/b","ä"]'.replace('ä', '\xc3\xa4'),
    );
  });

  it('answers 204 without a body, and HEAD as GET', async () => {
    const { call } = await serveRoutes([
      { path: '', methods: { DELETE: async () => ({ status: 204 }), GET: answering } },
    ]);
    expect(await call('DELETE /things', caller)).toMatchObject({ status: 204, body: '' });
    expect(await call('HEAD /things', caller)).toMatchObject({ status: 200, body: '' });
  });
});
