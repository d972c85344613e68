import type { IncomingMessage } from 'node:http';
import { InvalidRequestError } from '../refusal-errors.js';
import { SecurityError } from '../security-error.js';
import { mediaTypeOf } from './media-type.js';
import { readBody } from './read-body.js';

/**
 * The JSON object in a body, or the one that `express.json()` has parsed before.
 *
 * @param mediaTypeStatus The answer to another media type than JSON.
 * @throws SecurityError (as a rejection) of `mediaTypeStatus` for another media type, 400 for what is not a JSON object,
 * 413 above 100 KiB.
 */
export async function readJsonObject(
  req: IncomingMessage & { readonly body?: unknown },
  mediaTypeStatus: 400 | 415 = 415,
): Promise<Readonly<Record<string, unknown>>> {
  if (mediaTypeOf(req.headers['content-type']) !== 'application/json') {
    throw new SecurityError('Cannot read the body: it is not application/json', {
      status: mediaTypeStatus,
      reason: 'invalid_request',
      description: 'The body must be application/json in UTF-8',
    });
  }
  const body = req.readableDidRead ? req.body : parse(await readBody(req));
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw notAnObject();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAnObject();
  }
}

function notAnObject(): InvalidRequestError {
  const description = 'The body is not a JSON object';
  return new InvalidRequestError(description, { reason: 'invalid_request', description });
}
