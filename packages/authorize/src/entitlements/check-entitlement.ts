import { checkOptions } from '@portcullis/core';
import { checkPermissionPart } from '../permission-name.js';
import type { EntitlementOptions } from './entitlement-source.js';

/**
 * Checks what is asked about, and who is asked.
 *
 * @param action What fails, for the message.
 * @param known Names of further options.
 * @throws TypeError
 */
export function checkEntitlement(
  action: string,
  type: string,
  options: EntitlementOptions,
  ...known: readonly string[]
): void {
  checkOptions(action, options, ['source', 'action', ...known]);
  checkPermissionPart(`${action}: resource type`, type);
  checkPermissionPart(`${action}: action`, options.action);
  if (typeof options.source?.isEntitled !== 'function') {
    throw new TypeError(`${action}: source has no function isEntitled`);
  }
}
