import type { IncomingMessage } from 'node:http';
import { type Principal, principalOf } from '@portcullis/core';

/**
 * The id of the API key that a call stands on.
 *
 * @throws Error when none was verified: what counts by key is mounted in the wrong place.
 */
export function keyIdOf(req: IncomingMessage & { principal?: Principal }, by: string): string {
  const id = req.principal && principalOf(req).credentials.apiKey?.id;
  if (id !== undefined) return id;
  throw new Error(
    `Cannot count the call: no API key was verified before ${by}; mount apiKey() in front of it`,
  );
}
