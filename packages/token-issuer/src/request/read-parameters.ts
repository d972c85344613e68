import type { IncomingMessage } from 'node:http';
import { type Eventually, mediaTypeOf, readBody } from '@portcullis/core';
import { invalidRequest } from '../oauth-errors.js';
import type { Parameters } from './parameters.js';
import { parametersOf } from './parameters-of.js';

/** How bodies are read, by media type. */
export type BodyFormats<Read = Parameters> = ReadonlyMap<string, (text: string) => Read>;

/**
 * The parameters in the body of a request. A body that `express.urlencoded()` or its like has parsed before is taken as
 * it is, under the same rules.
 *
 * @throws InvalidRequestError (also as a rejection) for parameters in the URL, another media type, a malformed body.
 */
export function readParameters(req: IncomingMessage, formats: BodyFormats): Eventually<Parameters> {
  return readBodyAs(req, formats, parametersOf);
}

/**
 * As `readParameters`, to what the formats make of the body, and `readObject` of one that was parsed before.
 *
 * @throws InvalidRequestError (also as a rejection)
 */
export function readBodyAs<Read>(
  req: IncomingMessage,
  formats: BodyFormats<Read>,
  readObject: (body: object) => Read,
): Eventually<Read> {
  if (req.url?.includes('?')) throw invalidRequest('Parameters belong in the body, not in the URL');
  const parse = formats.get(mediaTypeOf(req.headers['content-type']) ?? '');
  if (parse === undefined)
    throw invalidRequest(`The body must be ${[...formats.keys()].join(' or ')} in UTF-8`);
  const coding = req.headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') throw invalidRequest('The body must not be compressed');
  return req.readableDidRead ? parsedBefore(req, parse, readObject) : readBody(req).then(parse);
}

function parsedBefore<Read>(
  req: IncomingMessage & { readonly body?: unknown },
  parse: (text: string) => Read,
  readObject: (body: object) => Read,
): Read {
  const { body } = req;
  if (typeof body === 'string') return parse(body);
  if (body instanceof Uint8Array) return parse(Buffer.from(body).toString('utf8'));
  if (typeof body === 'object' && body !== null) return readObject(body);
  throw new Error(
    'Cannot read the parameters: something before this router took the body and left no req.body',
  );
}
