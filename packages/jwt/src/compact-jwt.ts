import { InvalidTokenError, type Reason } from '@portcullis/core';
import { decodeBase64url } from './base64url.js';
import { type JsonObject, parseJsonObject } from './parse-json-object.js';

/** The three parts of a compact JWS (RFC 7515 §7.1), not yet decoded. */
export interface CompactSegments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
  /** What the signature is over: header, dot, payload. */
  readonly signingInput: string;
}

/** What a token says. Nothing of it is verified. */
export interface ParsedJwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signature: Buffer;
  /** What the signature is over: header, dot, payload. */
  readonly signingInput: string;
}

/**
 * Parses a signed JWT in compact form; each token has exactly one spelling that is accepted. Does not look at the
 * signature, nor at what header and claims mean.
 *
 * @param maxLength longest token that is looked at, in characters
 * @throws InvalidTokenError (`malformed_token`, `too_large`)
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-5.2
 */
export function parseCompactJwt(token: string, maxLength: number): ParsedJwt {
  const segments = splitCompactJwt(token, maxLength);
  return {
    header: decodeJsonSegment(segments.header, 'header'),
    claims: decodeJsonSegment(segments.payload, 'payload'),
    signature: decodeSignature(segments.signature),
    signingInput: segments.signingInput,
  };
}

/** @throws InvalidTokenError unless there are three parts. */
export function splitCompactJwt(token: string, maxLength: number): CompactSegments {
  if (typeof token !== 'string') throw malformedToken('it is no string');
  if (token.length > maxLength)
    throw malformedToken(`it is longer than ${maxLength} characters`, 'too_large');
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  // Without any dot both are -1, since the second search then starts at 0.
  if (second === -1) throw malformedToken('it has fewer than three parts');
  if (token.indexOf('.', second + 1) !== -1)
    throw malformedToken('it has more than three parts (a JWE has five)');
  return {
    header: token.slice(0, first),
    payload: token.slice(first + 1, second),
    signature: token.slice(second + 1),
    signingInput: token.slice(0, second),
  };
}

/** @throws InvalidTokenError unless the part is the canonical base64url of a JSON object. */
export function decodeJsonSegment(segment: string, part: 'header' | 'payload'): JsonObject {
  const bytes = decodeBase64url(segment);
  if (bytes === undefined) throw malformedToken(`its ${part} is not canonical base64url`);
  const value = parseJsonObject(bytes);
  if (value === undefined) throw malformedToken(`its ${part} is not a JSON object with unique members`);
  return value;
}

/** @throws InvalidTokenError unless the part is canonical base64url. */
export function decodeSignature(segment: string): Buffer {
  const bytes = decodeBase64url(segment);
  if (bytes === undefined) throw malformedToken('its signature is not canonical base64url');
  return bytes;
}

function malformedToken(found: string, reason: Reason = 'malformed_token'): InvalidTokenError {
  return new InvalidTokenError(`Cannot parse token: ${found}`, { reason });
}
