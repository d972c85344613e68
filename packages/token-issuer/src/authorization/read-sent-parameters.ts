import type { IncomingMessage } from 'node:http';
import type { Eventually } from '@portcullis/core';
import { type BodyFormats, readBodyAs } from '../request/read-parameters.js';
import { parseSentParameters, type SentParameters, sentParametersOf } from './sent-parameters.js';

const form: BodyFormats<SentParameters> = new Map([
  ['application/x-www-form-urlencoded', parseSentParameters],
]);

/**
 * The parameters of an authorization request: in the query of a GET, in the form body of a POST (RFC 6749 §3.1).
 *
 * @throws SecurityError (also as a rejection) when they cannot be read or are too long.
 */
export function readSentParameters(
  req: IncomingMessage & { readonly originalUrl?: string },
): Eventually<SentParameters> {
  if (req.method !== 'GET') return readBodyAs(req, form, sentParametersOf);
  const [, ...query] = (req.originalUrl ?? req.url ?? '').split('?');
  return parseSentParameters(query.join('?'));
}
