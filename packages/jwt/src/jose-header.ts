import { InvalidTokenError, type Reason } from '@portcullis/core';
import type { JsonObject } from './parse-json-object.js';
import { algorithmNamed, type SignatureAlgorithm } from './signature-algorithm.js';

/** A header that may be gone on with: what it says is understood, nothing of it is verified. */
export interface JoseHeader {
  readonly alg: string;
  readonly algorithm: SignatureAlgorithm;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
  /** `typ` in the one form to compare. */
  readonly type: string | undefined;
}

/** Parameters that bring the sender's own key, or say where to fetch one (RFC 8725 §3.10). */
const KEY_BEARING = ['jwk', 'jku', 'x5u', 'x5c'] as const;

/**
 * Checks a header before any cryptography.
 *
 * @throws InvalidTokenError when it demands extensions, brings its own key, or names no algorithm that is made here.
 */
export function readJoseHeader(header: JsonObject): JoseHeader {
  refuseExtensions(header);
  refuseBroughtKeys(header);
  const typ = readText(header, 'typ');
  const type = typ === undefined ? undefined : normalizeTyp(typ);
  return Object.freeze({ ...readAlgorithm(header), kid: readText(header, 'kid'), typ, type });
}

/**
 * The one form of a `typ` to compare: lower case, and without `application/` where nothing else has a slash (RFC 7515
 * §4.1.9).
 */
export function normalizeTyp(typ: string): string {
  return typ.toLowerCase().replace(/^application\/(?=[^/]*$)/, '');
}

/** RFC 7515 §4.1.11: none is understood here, so a token that demands one is refused. `b64` (RFC 7797) needs `crit`. */
function refuseExtensions(header: JsonObject): void {
  if (header.crit !== undefined || header.b64 !== undefined) {
    throw refusal('it demands an extension (crit, b64)', 'critical_header');
  }
}

function refuseBroughtKeys(header: JsonObject): void {
  const brought = KEY_BEARING.find((name) => header[name] !== undefined);
  if (brought !== undefined) throw refusal(`it brings its own key (${brought})`, 'forbidden_header');
}

/** RFC 8725 §3.1 */
function readAlgorithm({ alg }: JsonObject): Pick<JoseHeader, 'alg' | 'algorithm'> {
  const algorithm = algorithmNamed(alg);
  if (typeof alg !== 'string' || algorithm === undefined) {
    throw refusal('its alg is no public-key signature algorithm', 'algorithm_not_allowed');
  }
  return { alg, algorithm };
}

function readText(header: JsonObject, name: 'kid' | 'typ'): string | undefined {
  const value = header[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw refusal(`its ${name} is no string`, 'malformed_token');
}

function refusal(found: string, reason: Reason): InvalidTokenError {
  return new InvalidTokenError(`Cannot accept token header: ${found}`, { reason });
}
