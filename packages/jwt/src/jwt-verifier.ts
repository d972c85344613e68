import {
  type Clock,
  checkOptions,
  type Eventually,
  InvalidTokenError,
  isPromiseLike,
  type Reason,
  systemClock,
} from '@portcullis/core';
import { checkClaims } from './check-claims.js';
import { type CompactSegments, decodeJsonSegment, decodeSignature, splitCompactJwt } from './compact-jwt.js';
import { createHeaderCache } from './header-cache.js';
import { type JoseHeader, readJoseHeader } from './jose-header.js';
import type { JwtClaims } from './jwt-claims.js';
import type { JsonObject } from './parse-json-object.js';
import { type IssuerRules, prepareIssuers, type TrustedIssuer } from './trusted-issuer.js';
import type { VerificationKey } from './verification-key.js';
import { verifySignature } from './verify-signature.js';

/** How tokens are verified. */
export interface JwtVerifierOptions {
  /** At least one; no two of the same name. */
  readonly issuers: readonly TrustedIssuer[];
  /** @default the clock of this machine */
  readonly clock?: Clock;
  /**
   * How far an issuer's clock may be ahead of ours (`nbf`, `iat`). `exp` is never stretched.
   * @default 5
   */
  readonly clockToleranceSeconds?: number;
  /**
   * Longest token that is looked at, in characters.
   * @default 8192
   */
  readonly maxLength?: number;
}

/** The header of a verified token, as far as it was looked at. */
export interface VerifiedHeader {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
}

/** A token whose signature and claims are good. */
export interface VerifiedJwt {
  readonly issuer: string;
  readonly header: VerifiedHeader;
  readonly claims: JwtClaims;
  /** The key that it was verified with: a cache of tokens asks whether the issuer still has it. */
  readonly key: VerificationKey;
}

export interface JwtVerifier {
  /**
   * At once where the key is at hand, else by a promise.
   *
   * @throws InvalidTokenError when the token is refused, ServiceUnavailableError when its issuer's keys cannot be had
   * (both also as a rejection)
   */
  verify(token: string): Eventually<VerifiedJwt>;
}

/** A token that was read, but is not believed yet. */
interface Candidate {
  readonly segments: CompactSegments;
  readonly header: JoseHeader;
  readonly claims: JsonObject;
  readonly signature: Buffer;
  readonly rules: IssuerRules;
}

const ACTION = 'Cannot create JWT verifier';

/**
 * Verifies signed JWTs as RFC 9068 §4 says: strict parse, issuer, `typ`, algorithm and key together, signature, claims.
 * Does not look at revocation, at what a token is bound to (`cnf`), or at what its scope allows.
 *
 * @throws TypeError for wrong options
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-4
 */
export function createJwtVerifier(options: JwtVerifierOptions): JwtVerifier {
  checkOptions(ACTION, options, ['issuers', 'clock', 'clockToleranceSeconds', 'maxLength']);
  const { clock = systemClock, clockToleranceSeconds = 5, maxLength = 8192 } = options;
  checkAmount('clockToleranceSeconds', clockToleranceSeconds);
  checkAmount('maxLength', maxLength);
  const issuers = prepareIssuers(ACTION, options.issuers);
  const headers = createHeaderCache();

  function read(token: string): Candidate {
    const segments = splitCompactJwt(token, maxLength);
    const known = headers.get(segments.header);
    const header = known ?? readJoseHeader(decodeJsonSegment(segments.header, 'header'));
    const claims = decodeJsonSegment(segments.payload, 'payload');
    const signature = decodeSignature(segments.signature);
    const rules = issuers.get(claims.iss);
    if (rules === undefined) throw refusal('its issuer is not trusted', 'wrong_issuer');
    return { segments, header, claims, signature, rules };
  }

  function accept(candidate: Candidate, key: VerificationKey | undefined): VerifiedJwt {
    const { segments, header, claims, rules } = candidate;
    checkSignature(candidate, key);
    checkClaims(claims, rules, clock.now(), clockToleranceSeconds);
    headers.remember(segments.header, header);
    return { issuer: rules.issuer, header, claims, key };
  }

  return {
    verify(token) {
      const candidate = read(token);
      checkHeader(candidate);
      const { kid, algorithm } = candidate.header;
      const key = candidate.rules.keys.find(kid, algorithm);
      return isPromiseLike(key) ? key.then((found) => accept(candidate, found)) : accept(candidate, key);
    },
  };
}

/** What this issuer may write into a header: RFC 9068 §4 for `typ`, RFC 8725 §3.1 for `alg`. */
function checkHeader({ header, rules }: Candidate): void {
  if (!rules.types.has(header.type)) throw refusal('its typ is not accepted', 'wrong_type');
  if (!rules.algorithms.has(header.algorithm))
    throw refusal('its alg is not accepted', 'algorithm_not_allowed');
}

function checkSignature(
  { header, segments, signature }: Candidate,
  key: VerificationKey | undefined,
): asserts key is VerificationKey {
  if (key?.algorithm !== header.algorithm) throw refusal('its issuer has no such key', 'unknown_key');
  if (!verifySignature(key, segments.signingInput, signature)) {
    throw refusal('its signature does not fit', 'bad_signature');
  }
}

function checkAmount(option: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new TypeError(`${ACTION}: ${option} is ${String(value)}, must be a number, not negative`);
  }
}

function refusal(found: string, reason: Reason): InvalidTokenError {
  return new InvalidTokenError(`Cannot accept token: ${found}`, { reason });
}
