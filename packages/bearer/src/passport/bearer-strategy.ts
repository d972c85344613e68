import type { IncomingMessage } from 'node:http';
import { guardTree, isGuard, type Scheme } from '@portcullis/core';
import { Strategy } from 'passport-http-bearer';
import type { BearerGuard } from '../bearer.js';
import { Attempt, type PassportActions } from './attempt.js';

/** What `passport.use` takes. */
export interface BearerStrategy {
  /** `bearer` */
  readonly name: string;
  /** Called by passport for each request, on a copy that has its actions. */
  authenticate(this: PassportActions, req: IncomingMessage): void;
}

const ACTION = 'Cannot create bearer strategy';

/**
 * Makes a strategy for an app that authenticates by passport: `passport-http-bearer`, with reading, verifying and refusing as
 * the guard does it. The two share one verifier with its keys and its cache, so a route may go from one to the other by
 * itself. The user is the principal, `req.authInfo` has its `scope`.
 *
 * A 401 is passport's to answer, so that callbacks and further strategies have their turn; 400, 403 and 503 are answered at
 * once as the guard would, or, with `refusals({ forward: true })`, handed to the app as an error.
 *
 * It leaves `req.principal` alone: requirements are for guards.
 *
 * @throws TypeError for what was not made by `bearer()`.
 * @example
 * passport.use(bearerStrategy(bearer({ issuer, audience: 'https://api.bank', algorithms: ['ES256'] })));
 * app.get('/accounts', passport.authenticate('bearer', { session: false }), listAccounts);
 */
export function bearerStrategy(guard: BearerGuard): BearerStrategy {
  const scheme = bearerScheme(guard);
  return Object.assign(new Strategy(refuseToVerify), {
    authenticate(this: PassportActions, req: IncomingMessage): void {
      new Attempt(scheme, this, req).run();
    },
  });
}

function bearerScheme(guard: BearerGuard): Scheme {
  const node = isGuard(guard) ? guardTree(guard) : undefined;
  if (node?.type === 'scheme' && node.scheme.kind === 'token') return node.scheme;
  throw new TypeError(`${ACTION}: this is no guard that bearer() made`);
}

/** passport-http-bearer demands one. Its own way of reading a request, which would call it, is replaced. */
function refuseToVerify(_token: string, done: (error: unknown) => void): void {
  done(new TypeError(`${ACTION}: the strategy was called by another way than authenticate`));
}
