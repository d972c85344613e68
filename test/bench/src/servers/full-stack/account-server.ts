import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { accountRoute, type FullStackKeys } from './full-stack-material.js';

interface AccountServerOptions {
  readonly keys: FullStackKeys;
  /** Sets the security headers of every answer. */
  readonly headers?: RequestHandler;
  /** What a request passes before the account is shown: key, limit, token, scope, owner. */
  readonly guards?: readonly RequestHandler[];
  /** The client that calls, from where the guards left it. */
  readonly clientOf: (req: Request) => unknown;
  /** Answers the errors of libraries that leave their refusals to the app. */
  readonly refuse?: ErrorRequestHandler;
}

/** The API that every contender protects: Express as it comes, and one small JSON answer. */
export function createAccountServer(options: AccountServerOptions): ContenderApp<FullStackKeys> {
  const { keys, headers, guards = [], clientOf, refuse } = options;
  const app = express();
  if (headers !== undefined) app.use(headers);
  app.get(accountRoute, ...guards, (req, res) => {
    res.json({ client: clientOf(req) });
  });
  if (refuse !== undefined) app.use(refuse);
  return { listener: app, facts: keys };
}
