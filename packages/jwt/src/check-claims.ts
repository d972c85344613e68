import { InvalidTokenError, type Reason } from '@portcullis/core';
import type { JwtClaims } from './jwt-claims.js';
import { isJsonObject, type JsonObject } from './parse-json-object.js';

/** What the claims of one issuer's tokens are measured by. */
export interface ClaimRules {
  readonly audiences: ReadonlySet<unknown>;
  readonly requiredClaims: readonly string[];
}

const MILLISECONDS = 1000;
const NAMES = ['sub', 'client_id', 'jti'] as const;

/**
 * The claims of a token of a known issuer, in the order of RFC 9068 §4. The signature has been verified; `iss` is what
 * chose these rules.
 *
 * @param now milliseconds since the epoch
 * @throws InvalidTokenError at the first claim that is missing, of another JSON type, or not for here and now
 */
export function checkClaims(
  claims: JsonObject,
  rules: ClaimRules,
  now: number,
  clockToleranceSeconds: number,
): asserts claims is JsonObject & JwtClaims {
  checkAudience(claims, rules.audiences);
  checkExpiration(claims, now);
  const latest = Math.floor(now / MILLISECONDS) + clockToleranceSeconds;
  checkNotBefore(claims, latest);
  checkIssuedAt(claims, latest);
  checkNames(claims);
  checkScope(claims);
  checkConfirmation(claims);
  checkRequiredClaims(claims, rules.requiredClaims);
}

/** RFC 7519 §4.1.3: a string, or an array of strings. */
function checkAudience({ aud }: JsonObject, audiences: ReadonlySet<unknown>): void {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!named.every(isText)) throw invalidClaim('aud');
  if (!named.some((audience) => audiences.has(audience))) {
    throw refusal('it is for another audience', 'wrong_audience');
  }
}

/** RFC 7519 §4.1.4: on or after this time it is over. */
function checkExpiration({ exp }: JsonObject, now: number): void {
  if (!isNumericDate(exp)) throw invalidClaim('exp');
  if (now >= exp * MILLISECONDS) throw refusal('it has expired', 'expired');
}

/** RFC 7519 §4.1.5 */
function checkNotBefore({ nbf }: JsonObject, latest: number): void {
  if (nbf === undefined) return;
  if (!isNumericDate(nbf)) throw invalidClaim('nbf');
  if (nbf > latest) throw refusal('it is not valid yet', 'not_yet_valid');
}

/** RFC 7519 §4.1.6. One from the future would outlive a revocation of everything issued so far. */
function checkIssuedAt({ iat }: JsonObject, latest: number): void {
  if (iat === undefined) return;
  if (!isNumericDate(iat)) throw invalidClaim('iat');
  if (iat > latest) throw refusal('it was issued in the future', 'not_yet_valid');
}

/** RFC 9068 §2.2: strings, and a name is never empty. */
function checkNames(claims: JsonObject): void {
  const malformed = NAMES.find((name) => claims[name] !== undefined && !isText(claims[name]));
  if (malformed !== undefined) throw invalidClaim(malformed);
}

/** RFC 9068 §2.2.3 */
function checkScope({ scope }: JsonObject): void {
  if (scope !== undefined && typeof scope !== 'string') throw invalidClaim('scope');
}

/** RFC 7800 §3.1: an object. What it binds to is checked where the binding can be read. */
function checkConfirmation({ cnf }: JsonObject): void {
  if (cnf !== undefined && !isJsonObject(cnf)) throw invalidClaim('cnf');
}

/** RFC 9068 §2.2 */
function checkRequiredClaims(claims: JsonObject, required: readonly string[]): void {
  const missing = required.find((name) => !Object.hasOwn(claims, name));
  if (missing !== undefined) throw refusal(`${missing} is missing`, 'missing_claim');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Seconds, fractions allowed (RFC 7519 §2); not below the epoch, nor where doubles no longer count seconds. */
function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

function invalidClaim(name: string): InvalidTokenError {
  return refusal(`${name} is missing or of another type`, 'invalid_claim');
}

function refusal(found: string, reason: Reason): InvalidTokenError {
  return new InvalidTokenError(`Cannot accept token: ${found}`, { reason });
}
