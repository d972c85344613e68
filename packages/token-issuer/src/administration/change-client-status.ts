import type { AdministrationHandler } from '@portcullis/core';
import { type ClientWork, callerOf, existingClient } from './client-work.js';

/** Anybody who may administer may take away; giving back asks for what giving asks for. */
export function changeClientStatus(
  work: ClientWork,
  change: 'suspend' | 'resume' | 'revoke',
): AdministrationHandler {
  const { clients, json } = work;
  return async ({ param, principal }) => {
    const id = param('clientId');
    if (change === 'resume') work.requireMayGive(await existingClient(clients, id), principal);
    return { status: 200, body: json.present(await clients[change](id, callerOf(principal))) };
  };
}
