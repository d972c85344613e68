import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ParsedUrlQuery } from 'node:querystring';
import { textOf } from './floor-form.js';

const digestOf = (secret: string) => hash('sha256', secret, 'buffer');

/** One client in a map, and whether a form holds its id and secret. */
export function createFloorClient() {
  const clientId = randomBytes(16).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  const digests = new Map([[clientId, digestOf(clientSecret)]]);
  return {
    facts: { clientId, clientSecret },
    isProvenBy(form: ParsedUrlQuery): boolean {
      const digest = digests.get(textOf(form, 'client_id'));
      return digest !== undefined && timingSafeEqual(digest, digestOf(textOf(form, 'client_secret')));
    },
  };
}
