import type { IncomingMessage } from 'node:http';
import { InvalidRequestError } from './refusal-errors.js';

/**
 * Reads a header that may stand once. Counts in `rawHeaders`, because Node drops or joins repeats silently.
 *
 * @param name In lower case.
 * @param what The name for the log: `Authorization header`.
 * @throws InvalidRequestError when it stands more than once.
 */
export function readSingleHeader(req: IncomingMessage, name: string, what: string): string | undefined {
  const value = req.headers[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || countHeader(req.rawHeaders, name) > 1) {
    throw new InvalidRequestError(`Cannot read ${what}: it stands more than once`, {
      reason: 'repeated_header',
    });
  }
  return value;
}

function countHeader(rawHeaders: readonly string[], name: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index];
    if (raw !== undefined && raw.length === name.length && raw.toLowerCase() === name) count++;
  }
  return count;
}
