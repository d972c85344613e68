import type { Eventually } from '@portcullis/core';
import type { FindIssuedToken, IssuedToken } from '../issued-tokens/issued-token.js';
import { missingParameter } from '../oauth-errors.js';
import type { Exchange } from './exchange.js';

/** The token that a request to revoke or introspect is about. @throws InvalidRequestError when it names none. */
export function presentedToken(
  { parameters }: Exchange,
  find: FindIssuedToken,
): Eventually<IssuedToken | undefined> {
  const text = parameters.get('token');
  if (text === undefined) throw missingParameter('token');
  return find(text);
}
