import type express from 'express';
import type { RequestHandler, Response } from 'express';
import { type Served, serve } from '../../../../test/support/serve.js';
import type { Guard } from '../../src/index.js';

export interface Mounted extends Served {
  /** How often the handler behind the guards ran. */
  handled: number;
  /** What reached the error handler. */
  readonly errors: unknown[];
  get(headers?: Readonly<Record<string, string>>): Promise<globalThis.Response>;
}

/**
 * An app of one path, whose handler answers 200 with the principal, and whose error handler answers 500 and keeps
 * what it got.
 */
export async function mount(
  create: typeof express,
  guards: readonly Guard[],
  before: RequestHandler = (_req, _res, next) => next(),
): Promise<Mounted> {
  const app = create();
  const errors: unknown[] = [];
  app.all('/', before, ...guards, (req, res) => {
    mounted.handled++;
    res.json(req.principal ?? null);
  });
  app.use((error: unknown, _req: unknown, res: Response, next: (error: unknown) => void) => {
    errors.push(error);
    if (res.headersSent) next(error);
    else res.status(500).end();
  });
  const served = await serve(app);
  const mounted: Mounted = {
    ...served,
    handled: 0,
    errors,
    get: (headers = {}) => fetch(served.url, { headers }),
  };
  return mounted;
}
