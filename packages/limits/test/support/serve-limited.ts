import { type Decision, onDecision, problemDetails } from '@portcullis/core';
import type express5 from 'express';
import type { Express, RequestHandler } from 'express';
import { afterEach } from 'vitest';
import { type Served, serve } from '../../../../test/support/serve.js';

export interface LimitedApp {
  /** What was decided about refused or uncounted requests. */
  readonly decisions: readonly Decision[];
  /** What reached the error handler. */
  readonly errors: readonly unknown[];
  readonly url: string;
  ask(key?: string, path?: string): Promise<Response>;
  /** The statuses of so many calls at once. */
  askAtOnce(times: number, key: string, path?: string): Promise<readonly number[]>;
}

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** Called when the test is over. */
export function atTheEnd(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

/** Serves an app whose every route has these middlewares; `GET /<status>` answers that status. */
export async function serveLimited(
  express: typeof express5,
  middlewares: readonly ((...args: never[]) => unknown)[],
  mount: (app: Express) => void = () => {},
): Promise<LimitedApp> {
  const decisions: Decision[] = [];
  const errors: unknown[] = [];
  const app = express();
  mount(app);
  app.use(...(middlewares as RequestHandler[]));
  app.get('/:status', (req, res) => void res.status(Number(req.params.status)).json({}));
  app.get('/', (_req, res) => void res.json({}));
  app.use(problemDetails({ log: (error: unknown) => errors.push(error) }));
  const served: Served = await serve(app);
  atTheEnd(served.close);
  atTheEnd(onDecision((decision) => decision.outcome !== 'allow' && decisions.push(decision)));
  const ask = (key?: string, path = '/') =>
    fetch(served.url + path, { headers: key === undefined ? {} : { key } });
  return {
    decisions,
    errors,
    url: served.url,
    ask,
    async askAtOnce(times, key, path) {
      const answers = await Promise.all(Array.from({ length: times }, () => ask(key, path)));
      return answers.map(({ status }) => status);
    },
  };
}

/** How many of the statuses are this one. */
export function countOf(status: number, statuses: readonly number[]): number {
  return statuses.filter((found) => found === status).length;
}
