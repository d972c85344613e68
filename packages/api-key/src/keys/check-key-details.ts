import { checkOptions } from '@portcullis/core';
import type { UncheckedKeyDetails } from './key.js';
import { type KnownNames, keyProblems } from './key-problems.js';

/** What an update may write. */
export const detailNames = [
  'name',
  'scopes',
  'roles',
  'permissions',
  'allowedAddresses',
  'metadata',
] as const;

/** What a new key may have besides. */
export const newKeyNames = [...detailNames, 'id', 'clientId', 'environment', 'expiresAt'] as const;

/** @throws TypeError for a detail that there is not, or whose value is wrong. */
export function checkKeyDetails(
  action: string,
  details: UncheckedKeyDetails,
  names: readonly string[],
  known: KnownNames,
  now: number,
): void {
  checkOptions(action, details, names);
  const [problem] = keyProblems(details, known, now);
  if (problem) throw new TypeError(`${action}: ${problem.pointer.slice(1)}: ${problem.detail}`);
}
