import type { IncomingMessage } from 'node:http';
import { principalOf } from '@portcullis/core';
import { askIsEntitled } from './ask-source.js';
import { checkEntitlement } from './check-entitlement.js';
import type { EntitlementOptions } from './entitlement-source.js';

/**
 * Whether the caller may do the action with the resource, for handlers that decide for themselves. Shares its answers
 * with `requireEntitlement` of the same request and source.
 *
 * @throws Error when no guard before the handler found a principal, and as the source fails: 503 with its cause.
 * @example
 * const mayDebit = await can(req, 'account', body.fromAccountId, { source, action: 'debit' });
 */
export async function can(
  req: IncomingMessage,
  type: string,
  id: string,
  options: EntitlementOptions,
): Promise<boolean> {
  checkEntitlement('Cannot ask can', type, options);
  if (typeof id !== 'string' || id === '') throw new TypeError('Cannot ask can: the id is missing');
  const { source, action } = options;
  return askIsEntitled(req, source, { principal: principalOf(req), type, id, action });
}
