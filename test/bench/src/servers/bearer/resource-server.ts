import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { openPath, scopedPath } from './bearer-material.js';

interface ResourceServerOptions {
  /** Lets requests with a good token through. */
  readonly authenticate?: RequestHandler;
  /** Lets those through that have the scope. */
  readonly authorize?: RequestHandler;
  /** The client that the token speaks for, from where `authenticate` left it. */
  readonly clientOf: (req: Request) => unknown;
  /** Answers the errors of libraries that leave their refusals to the app. */
  readonly refuse?: ErrorRequestHandler;
}

const letThrough: RequestHandler = (_req, _res, next) => next();

/** The API that every contender protects: Express as it comes, and one small JSON answer. */
export function createResourceServer(options: ResourceServerOptions): ContenderApp<undefined> {
  const { authenticate, authorize = letThrough, clientOf, refuse } = options;
  const answer: RequestHandler = (req, res) => {
    res.json({ client: clientOf(req) });
  };
  const app: Express = express();
  if (authenticate === undefined) {
    app.get(openPath, answer);
  } else {
    app.get(openPath, authenticate, answer);
    app.get(scopedPath, authenticate, authorize, answer);
  }
  if (refuse !== undefined) app.use(refuse);
  return { listener: app, facts: undefined };
}
