import { readPage } from '@portcullis/core';
import type { Client } from '@portcullis/token-issuer';
import type { Request } from 'express';
import { type NewKey, type NewPermissions, newKey, newPermissions } from './bodies.js';
import type { Caller } from './caller.js';
import type { Keys } from './keys.js';
import type { Route } from './routes.js';

/** How merchants look after their API keys. */
export function keyRoutes(keys: Keys): readonly Route[] {
  const permission = 'api-keys:manage';
  return [
    { method: 'get', path: '/', permission, status: 200, give: (caller, req) => listKeys(keys, caller, req) },
    {
      method: 'post',
      path: '/',
      permission,
      status: 201,
      body: newKey,
      async give(caller, { body }) {
        const { client, clientSecret } = await keys.create(caller, body as NewKey);
        return { ...present(client), client_secret: clientSecret };
      },
    },
    {
      method: 'put',
      path: '/:id/permissions',
      permission,
      status: 200,
      body: newPermissions,
      give: (caller, { params, body }) =>
        presented(keys.setPermissions(caller, String(params['id']), (body as NewPermissions).permissions)),
    },
    ...(['suspend', 'resume', 'revoke'] as const).map(
      (action): Route => ({
        method: 'post',
        path: `/:id/${action}`,
        permission,
        status: 200,
        give: (caller, { params }) => presented(keys[action](caller, String(params['id']))),
      }),
    ),
  ];
}

/** A page, oldest first; `next` is there when another may follow, to be given back as `after`. */
async function listKeys(keys: Keys, caller: Caller, { url }: Request): Promise<object> {
  const page = readPage(new URLSearchParams(url.split('?')[1]));
  const clients = await keys.list(caller, page);
  const last = clients.length === page.limit ? clients.at(-1) : undefined;
  return { keys: clients.filter((client) => !client.public).map(present), ...(last && { next: last.id }) };
}

async function presented(changed: Promise<Client | undefined>): Promise<object | undefined> {
  const key = await changed;
  return key && present(key);
}

/** Never a secret. Here the id of a key is its client id. */
function present({ id, name, roles: [role], scopes, status }: Client): object {
  return { id, name, role, permissions: scopes, status, client_id: id };
}
