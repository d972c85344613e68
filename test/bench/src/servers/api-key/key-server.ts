import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { ContenderApp } from '../../harness/group.js';

/** The keys of one contender: each makes its own, as the forms differ. */
export interface BenchKeys {
  readonly good: string;
  readonly suspended: string;
  readonly expired: string;
  /** Of the right form, and nobody's. */
  readonly unknown: string;
}

export const keyHeader = 'API-Key';
export const guardedPath = '/products';
export const callingApp = 'app-1';

interface KeyServerOptions {
  readonly keys: BenchKeys;
  /** Lets requests with a good key through. */
  readonly authenticate?: RequestHandler;
  /** The client of the key, from where `authenticate` left it. */
  readonly clientOf: (req: Request) => unknown;
  /** Answers the errors of libraries that leave their refusals to the app. */
  readonly refuse?: ErrorRequestHandler;
}

/** The API that every contender protects: Express as it comes, and one small JSON answer. */
export function createKeyServer(options: KeyServerOptions): ContenderApp<BenchKeys> {
  const { keys, authenticate, clientOf, refuse } = options;
  const answer: RequestHandler = (req, res) => {
    res.json({ client: clientOf(req) });
  };
  const app: Express = express();
  app.get(guardedPath, ...(authenticate === undefined ? [answer] : [authenticate, answer]));
  if (refuse !== undefined) app.use(refuse);
  return { listener: app, facts: keys };
}
