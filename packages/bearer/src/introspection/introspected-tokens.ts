import { type Clock, ServiceUnavailableError, sha256 } from '@portcullis/core';
import { fetchJsonObject, type JsonObject } from '@portcullis/jwt';
import type { AttestedToken, OpaqueTokens } from '../attested-token.js';
import { callerOf } from '../to-credential.js';
import { tokenRefusal } from '../token-refusal.js';
import { InactiveTokens } from './inactive-tokens.js';
import {
  type ActiveAnswer,
  type AnswerRules,
  checkActiveAnswer,
  readIntrospectionAnswer,
} from './introspection-answer.js';
import type { IntrospectionOptions } from './introspection-options.js';
import { introspectionRequest } from './introspection-request.js';

/** Whom to ask, and what the answer is measured by. */
export interface IntrospectedTokensOptions extends Required<IntrospectionOptions>, AnswerRules {
  /** The member that names the client. */
  readonly clientClaim: string;
  readonly clock: Clock;
}

const MILLISECONDS = 1000;

/**
 * Tokens that their issuer is asked about (RFC 7662). One question at a time for each token, with a deadline; "not active"
 * is remembered for a moment, and whatever else is no good answer is our own trouble, never the token's.
 */
export class IntrospectedTokens implements OpaqueTokens {
  readonly #options: IntrospectedTokensOptions;
  readonly #url: URL;
  readonly #requestFor: ReturnType<typeof introspectionRequest>;
  readonly #inactive: InactiveTokens;
  /** By the token's digest. */
  readonly #underWay = new Map<string, Promise<AttestedToken>>();
  readonly #deadlines = new Set<AbortController>();
  #isClosed = false;

  constructor(options: IntrospectedTokensOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    this.#requestFor = introspectionRequest(options);
    this.#inactive = new InactiveTokens(options.inactiveSeconds, options.clock);
  }

  verify(token: string): Promise<AttestedToken> {
    const digest = sha256(token);
    if (this.#inactive.has(digest)) throw inactive();
    const underWay = this.#underWay.get(digest);
    if (underWay !== undefined) return underWay;
    const attested = this.#introspect(token, digest).finally(() => this.#underWay.delete(digest));
    this.#underWay.set(digest, attested);
    return attested;
  }

  close(): void {
    this.#isClosed = true;
    for (const deadline of this.#deadlines) deadline.abort(new Error('The guard was closed'));
  }

  async #introspect(token: string, digest: string): Promise<AttestedToken> {
    const { clock } = this.#options;
    const askedAt = clock.now();
    const answer = await this.#ask(token);
    if (answer === undefined) {
      this.#inactive.add(digest, askedAt);
      throw inactive();
    }
    checkActiveAnswer(answer, this.#options, clock.now());
    return attest(answer, this.#options, askedAt);
  }

  async #ask(token: string): Promise<ActiveAnswer | undefined> {
    try {
      return readIntrospectionAnswer(await this.#fetchInTime(token));
    } catch (cause) {
      throw new ServiceUnavailableError('Cannot verify token: its issuer gives no answer about it', {
        reason: 'introspection_unavailable',
        cause,
      });
    }
  }

  async #fetchInTime(token: string): Promise<JsonObject> {
    if (this.#isClosed) throw new Error('Cannot introspect token: the guard was closed');
    const { timeoutSeconds } = this.#options;
    const deadline = new AbortController();
    const expire = () => deadline.abort(new Error(`No answer within ${timeoutSeconds} seconds`));
    const timer = setTimeout(expire, timeoutSeconds * MILLISECONDS).unref();
    this.#deadlines.add(deadline);
    try {
      return await fetchJsonObject(this.#url, deadline.signal, this.#requestFor(token));
    } finally {
      clearTimeout(timer);
      this.#deadlines.delete(deadline);
    }
  }
}

/**
 * The answer counts from when it was asked for, so that a clock that is set back does not make it younger; after
 * `maxAgeSeconds`, or at `exp`, the issuer is asked again.
 */
function attest(answer: ActiveAnswer, options: IntrospectedTokensOptions, askedAt: number): AttestedToken {
  const { clientClaim, clockToleranceSeconds, maxAgeSeconds } = options;
  const { exp = Number.POSITIVE_INFINITY, nbf = 0 } = answer;
  return {
    caller: callerOf(answer, clientClaim),
    claims: answer,
    notBefore: Math.max(askedAt, (nbf - clockToleranceSeconds) * MILLISECONDS),
    expiresAt: Math.min(exp * MILLISECONDS, askedAt + maxAgeSeconds * MILLISECONDS),
    lifeSeconds: maxAgeSeconds,
    signature: undefined,
    isCostly: true,
  };
}

function inactive() {
  return tokenRefusal('its issuer says that it is not active', 'unknown_token');
}
