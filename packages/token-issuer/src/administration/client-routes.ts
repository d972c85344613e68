import type { AdministrationRoute } from '@portcullis/core';
import { addClientSecret, endClientSecret } from './change-client-secrets.js';
import { changeClientStatus } from './change-client-status.js';
import type { ClientWork } from './client-work.js';
import { createClient, updateClient } from './enter-client.js';
import { listClients, showClient } from './show-clients.js';

/** What can be done with clients over HTTP. */
export function clientRoutes(work: ClientWork): readonly AdministrationRoute[] {
  return [
    { path: '', methods: { GET: listClients(work), POST: createClient(work) } },
    { path: '/:clientId', methods: { GET: showClient(work), PUT: updateClient(work) } },
    { path: '/:clientId/secrets', methods: { POST: addClientSecret(work) } },
    { path: '/:clientId/secrets/:secretId', methods: { DELETE: endClientSecret(work) } },
    { path: '/:clientId/suspend', methods: { POST: changeClientStatus(work, 'suspend') } },
    { path: '/:clientId/resume', methods: { POST: changeClientStatus(work, 'resume') } },
    { path: '/:clientId/revoke', methods: { POST: changeClientStatus(work, 'revoke') } },
  ];
}
