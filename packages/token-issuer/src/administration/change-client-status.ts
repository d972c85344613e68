import { type ClientWork, callerOf, existingClient } from './client-work.js';
import type { AdministrationHandler } from './find-route.js';

/** Anybody who may administer may take away; giving back asks for what giving asks for. */
export function changeClientStatus(
  work: ClientWork,
  change: 'suspend' | 'resume' | 'revoke',
): AdministrationHandler {
  const { clients, json } = work;
  return async ({ clientId, principal }) => {
    if (change === 'resume') work.requireMayGive(await existingClient(clients, clientId), principal);
    return { status: 200, body: json.present(await clients[change](clientId, callerOf(principal))) };
  };
}
