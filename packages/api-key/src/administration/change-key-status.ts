import type { AdministrationHandler } from '@portcullis/core';
import { callerOf, existingKey, type KeyWork, refuseOwnKey } from './key-work.js';

/** Anybody who may administer may take away; giving back asks for what giving asks for. */
export function changeKeyStatus(
  { keys, json, requireMayGive }: KeyWork,
  change: 'suspend' | 'resume' | 'revoke',
): AdministrationHandler {
  return async ({ param, principal }) => {
    const id = param('keyId');
    if (change === 'resume') await requireMayGive(await existingKey(keys, id), principal);
    else refuseOwnKey(principal, id);
    return { status: 200, body: json.present(await keys[change](id, callerOf(principal))) };
  };
}
