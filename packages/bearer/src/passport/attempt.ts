import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Eventually,
  isPromiseLike,
  isSecurityError,
  type Principal,
  publishDecision,
  refuse,
  type Scheme,
  type SecurityError,
  UnauthenticatedError,
} from '@portcullis/core';

/** What passport lets a strategy do with a request: one of these, once. */
export interface PassportActions {
  success(user: Principal, info: { readonly scope: string }): void;
  /** Answers with status and challenge, unless a further strategy or a callback has its turn. */
  fail(challenge: string, status: number): void;
  error(error: unknown): void;
}

/** Express keeps the response on the request. */
type ExpressRequest = IncomingMessage & { readonly res?: ServerResponse };

/** For decision events. */
const BY = 'bearerStrategy';

/** One request before a scheme, with passport to be told what came of it. */
export class Attempt {
  readonly #scheme: Scheme;
  readonly #passport: PassportActions;
  readonly #req: ExpressRequest;

  constructor(scheme: Scheme, passport: PassportActions, req: ExpressRequest) {
    this.#scheme = scheme;
    this.#passport = passport;
    this.#req = req;
  }

  /** Passport is told outside of every `try`: an error of a later handler is not ours. */
  run(): void {
    let found: Eventually<Principal | undefined>;
    try {
      found = this.#scheme.authenticate(this.#req);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (isPromiseLike(found)) this.#settleLater(found);
    else this.#settle(found);
  }

  /** While we waited somebody else may have answered, a timeout say: then there is nothing left to do. */
  #settleLater(found: PromiseLike<Principal | undefined>): void {
    const isAnswered = () => this.#req.res?.headersSent === true;
    found.then(
      (principal) => {
        if (!isAnswered()) this.#settle(principal);
      },
      (error: unknown) => {
        if (!isAnswered()) this.#refuse(error);
      },
    );
  }

  #settle(principal: Principal | undefined): void {
    if (principal === undefined)
      this.#fail(new UnauthenticatedError('Cannot authenticate request: no token was sent'));
    else this.#accept(principal);
  }

  #accept(principal: Principal): void {
    const { acceptedHeaders = {} } = this.#scheme;
    for (const [name, value] of Object.entries(acceptedHeaders)) this.#announce(name, value);
    publishDecision({ outcome: 'allow', guard: BY, reason: 'allowed', request: this.#req, principal });
    this.#passport.success(principal, { scope: principal.scopes.join(' ') });
  }

  #refuse(error: unknown): void {
    const { res } = this.#req;
    if (isSecurityError(error) && error.status === 401) this.#fail(error);
    else if (!isSecurityError(error) || res === undefined) this.#passport.error(error);
    else {
      const hand = (refusal: unknown) => this.#passport.error(refusal);
      refuse(this.#req, res, hand, error, this.#scheme.challenges(error), BY);
    }
  }

  #fail(error: SecurityError): void {
    const [challenge = ''] = this.#scheme.challenges(error);
    publishDecision({ outcome: 'deny', guard: BY, request: this.#req, error });
    this.#announce('Cache-Control', 'no-store');
    this.#passport.fail(challenge, error.status);
  }

  #announce(name: string, value: string): void {
    const { res } = this.#req;
    if (res !== undefined && !res.headersSent && !res.hasHeader(name)) res.setHeader(name, value);
  }
}
