import { InvalidRequestError } from '@portcullis/core';
import type { ClientListOptions } from '@portcullis/store';
import { type ClientWork, existingClient } from './client-work.js';
import type { AdministrationHandler } from './find-route.js';

const defaultLimit = 100;
const highestLimit = 1000;

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
  return async ({ clientId }) => ({
    status: 200,
    body: json.present(await existingClient(clients, clientId)),
  });
}

function readPage(query: URLSearchParams): ClientListOptions & { readonly limit: number } {
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    const description = `The parameter limit must be a whole number from 1 to ${highestLimit}`;
    throw new InvalidRequestError(description, { reason: 'invalid_request', description });
  }
  const after = query.get('after');
  return { limit, ...(after && { after }) };
}
