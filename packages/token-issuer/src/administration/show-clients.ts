import { type AdministrationHandler, readPage } from '@portcullis/core';
import { type ClientWork, existingClient } from './client-work.js';

/** A page of clients, oldest first; `next` is there when another may follow, to be given back as `after`. */
export function listClients({ clients, json }: ClientWork): AdministrationHandler {
  return async ({ query }) => {
    const page = readPage(query);
    const found = await clients.list(page);
    const last = found.length === page.limit ? found.at(-1) : undefined;
    return { status: 200, body: { clients: found.map(json.present), ...(last && { next: last.id }) } };
  };
}

export function showClient({ clients, json }: ClientWork): AdministrationHandler {
  return async ({ param }) => ({
    status: 200,
    body: json.present(await existingClient(clients, param('clientId'))),
  });
}
