import type express from 'express';
import type { RequestHandler, Response, Router } from 'express';
import { type Served, serve } from '../../../../test/support/serve.js';
import { enforceOpenApi, operationOf } from '../../src/index.js';
import { accessToken, apiKey } from './fake-guards.js';

export interface MountedApi extends Served {
  /** Which routes ran, as `GET /accounts/:id`. */
  readonly handled: string[];
  ask(method: string, path: string, headers?: Readonly<Record<string, string>>): Promise<globalThis.Response>;
}

/** Answers with the operation and the principal. */
export function handler(handled: string[], name: string): RequestHandler {
  return (req, res) => {
    handled.push(name);
    res.json({ operation: operationOf(req), client: req.principal?.client.id });
  };
}

/** A Router at `/banking` with the document's guards in front of these routes, as `GET /accounts/:id`. */
export async function mountApi(
  create: typeof express,
  document: object,
  routes: readonly string[],
  configure: (router: Router) => void = () => {},
): Promise<MountedApi> {
  const api = await enforceOpenApi(document, { schemes: { apiKey, accessToken } });
  const handled: string[] = [];
  const router = create.Router();
  router.use(api);
  configure(router);
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    router[method.toLowerCase() as 'get'](path, handler(handled, route));
  }
  api.check(router);
  const app = create();
  app.use('/banking', router);
  app.use((error: { status?: number }, _req: unknown, res: Response, _next: unknown) => {
    res.status(error.status ?? 500).end();
  });
  const served = await serve(app);
  return {
    ...served,
    handled,
    ask: (method, path, headers = {}) => fetch(`${served.url}/banking${path}`, { method, headers }),
  };
}
