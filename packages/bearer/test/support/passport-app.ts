import type { Principal } from '@portcullis/core';
import express5, { type Express, type NextFunction, type Request, type Response } from 'express';
import passport from 'passport';
import { onTestFinished } from 'vitest';
import { serve } from '../../../../test/support/serve.js';
import type { BearerGuard } from '../../src/index.js';
import { bearerStrategy } from '../../src/passport/index.js';

export interface SentRequest extends RequestInit {
  readonly path?: string;
}

/** What the route saw of the last request that came through. */
export interface Seen {
  user?: unknown;
  principal?: Principal | undefined;
  authInfo?: unknown;
}

export interface PassportAppOptions {
  readonly express?: typeof express5;
  readonly user: BearerGuard;
  readonly options?: passport.AuthenticateOptions;
  /** What is mounted before and in place of the usual middleware. */
  readonly prepare?: (app: Express) => void;
  readonly authenticate?: (
    authenticator: passport.Authenticator,
  ) => (req: Request, res: Response, next: NextFunction) => void;
}

/** An app that authenticates every request by passport. It ends with the test. */
export async function servePassportApp(settings: PassportAppOptions) {
  const { express = express5, user, options = {}, prepare } = settings;
  const authenticator = new passport.Passport();
  authenticator.use(bearerStrategy(user));
  const seen: Seen = {};
  const errors: unknown[] = [];
  const app = express();
  app.use(express.urlencoded({ extended: true }));
  prepare?.(app);
  app.use(
    settings.authenticate?.(authenticator) ??
      authenticator.authenticate('bearer', { session: false, ...options }),
  );
  app.use((req: Request, res: Response) => {
    Object.assign(seen, { user: req.user, principal: req.principal, authInfo: req.authInfo });
    res.end('through');
  });
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    errors.push(error);
    res.status(500).end('error handler');
  });
  const served = await serve(app);
  onTestFinished(served.close);
  const send = (token?: string, { path = '/', headers, ...init }: SentRequest = {}) =>
    fetch(served.url + path, {
      ...init,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(headers as object) },
    });
  return { seen, errors, send };
}
