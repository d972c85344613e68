import { createPrincipal, defineGuard, type Guard, type Scheme, VerifiedCache } from '@portcullis/core';
import { acceptIssuers } from './accept-issuers.js';
import { bearerChallenges } from './bearer-challenges.js';
import { type BearerOptions, completeBearerOptions } from './bearer-options.js';
import { answerInvalidTokensWith } from './invalid-credential-status.js';
import { readBearerToken } from './read-bearer-token.js';
import { recogniseIssuers } from './recognise-issuers.js';
import { forgetTokens, rememberTokens } from './remember-tokens.js';
import type { VerifiedToken } from './verified-token.js';
import { accessTokenVerifier } from './verify-access-token.js';

/** The middleware, and how to end what it holds. */
export interface BearerGuard extends Guard {
  /** Ends the key sets that were made for it and the questions under way, and forgets the tokens it knows. */
  close(): void;
}

const ACTION = 'Cannot create bearer middleware';

/**
 * Lets a request through that brings a valid access token (RFC 6750), and leaves its principal on `req.principal`.
 *
 * The token is a JWT (RFC 9068) of one of the issuers: signature, issuer, audience, type and times are checked. Or it is
 * opaque, and looked up in the store of an issuer object or asked about at the issuer (RFC 7662). With `revocations` or
 * an issuer object it is asked whether it, its client or its user was revoked or suspended. A token that is bound to a key
 * or certificate (`cnf`) is refused. Refusals are answered as RFC 6750 §3 says: no token 401 with a bare challenge,
 * unreadable 400, not good 401, keys, answers or revocations not to be had 503.
 *
 * What the token is enough for is asked by requirements: a guard of this kind alone lets every valid token of the issuer
 * through, whatever its scope.
 *
 * @throws TypeError at creation for an option that is missing, unknown or of a wrong value.
 * @example
 * const user = bearer({ issuer: 'https://login.bank', audience: 'https://api.bank', algorithms: ['ES256'] });
 * app.get('/accounts', user, requireScopes('accounts:read'), listAccounts);
 * @see https://www.rfc-editor.org/rfc/rfc6750
 */
export function bearer(options: BearerOptions): BearerGuard {
  const settings = completeBearerOptions(ACTION, options);
  const { clock, acceptQueryToken, invalidCredentialStatus } = settings;
  const issuers = acceptIssuers(ACTION, settings);
  const verify = accessTokenVerifier({
    ...settings,
    issuers,
    toPrincipal: (credential) => createPrincipal(credential, scheme),
  });
  const cache = settings.cache === false ? undefined : new VerifiedCache<VerifiedToken>(settings.cache);
  const remembered = cache === undefined ? forgetTokens(verify) : rememberTokens(verify, cache, clock);
  const authenticate = answerInvalidTokensWith(invalidCredentialStatus, remembered);
  const scheme: Scheme = {
    kind: 'token',
    slot: 'authorization',
    recognises: recogniseIssuers(issuers, settings),
    authenticate(req) {
      const token = readBearerToken(req, settings);
      return token === undefined ? undefined : authenticate(token);
    },
    challenges: bearerChallenges(settings),
    ...(acceptQueryToken && { acceptedHeaders: { 'Cache-Control': 'private' } }),
  };
  return Object.assign(defineGuard('bearerMiddleware', scheme), {
    close() {
      cache?.clear();
      for (const issuer of issuers) issuer.close();
    },
  });
}
