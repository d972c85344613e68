import type { IncomingMessage } from 'node:http';
import { principalOf } from '@portcullis/core';
import { askFilter } from './ask-source.js';
import { checkEntitlement } from './check-entitlement.js';
import type { EntitlementOptions, FilteringSource } from './entitlement-source.js';

/**
 * Which of the resources the caller may do the action with, as the filter that the app's list query takes.
 *
 * @throws Error when no guard before the handler found a principal, and as the source fails: 503 with its cause.
 * @throws TypeError when the source gives no filter: a list without one would show everything.
 * @example
 * const accounts = await listAccounts(await filterFor(req, 'account', { source, action: 'read' }));
 */
export async function filterFor<Filter extends NonNullable<unknown>>(
  req: IncomingMessage,
  type: string,
  options: EntitlementOptions<FilteringSource<Filter>>,
): Promise<Filter> {
  checkEntitlement('Cannot ask filterFor', type, options);
  const { source, action } = options;
  if (typeof source.filterFor !== 'function') {
    throw new TypeError('Cannot ask filterFor: source has no function filterFor');
  }
  return askFilter(req, source, { principal: principalOf(req), type, action });
}
