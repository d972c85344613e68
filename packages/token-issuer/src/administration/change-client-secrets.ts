import { type ClientWork, callerOf, existingClient } from './client-work.js';
import type { AdministrationHandler } from './find-route.js';

/** A second secret, in this answer and nowhere else. It gives its holder what the client has, so the caller must be able to. */
export function addClientSecret(work: ClientWork): AdministrationHandler {
  return async ({ clientId, principal }) => {
    work.requireMayGive(await existingClient(work.clients, clientId), principal);
    const { secretId, clientSecret } = await work.clients.addSecret(clientId, callerOf(principal));
    return { status: 201, body: { id: secretId, client_secret: clientSecret } };
  };
}

export function endClientSecret({ clients }: ClientWork): AdministrationHandler {
  return async ({ clientId, secretId, principal }) => {
    await clients.endSecret(clientId, secretId, callerOf(principal));
    return { status: 204 };
  };
}
