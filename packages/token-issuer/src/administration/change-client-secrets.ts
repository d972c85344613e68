import type { AdministrationHandler } from '@portcullis/core';
import { type ClientWork, callerOf, existingClient } from './client-work.js';

/** A second secret, in this answer and nowhere else. It gives its holder what the client has, so the caller must be able to. */
export function addClientSecret(work: ClientWork): AdministrationHandler {
  return async ({ param, principal }) => {
    const id = param('clientId');
    work.requireMayGive(await existingClient(work.clients, id), principal);
    const { secretId, clientSecret } = await work.clients.addSecret(id, callerOf(principal));
    return { status: 201, body: { id: secretId, client_secret: clientSecret } };
  };
}

export function endClientSecret({ clients }: ClientWork): AdministrationHandler {
  return async ({ param, principal }) => {
    await clients.endSecret(param('clientId'), param('secretId'), callerOf(principal));
    return { status: 204 };
  };
}
