import type { IncomingMessage } from 'node:http';
import type { Identity, Principal } from '@portcullis/core';
import type { Client, ClientDetails } from '../clients/client.js';
import { unknownClient } from '../clients/client-errors.js';
import type { Clients } from '../clients/clients.js';
import type { ClientJson } from './client-json.js';
import type { GivenNames } from './may-give.js';

/** What the routes of client administration work with. */
export interface ClientWork {
  readonly clients: Clients;
  readonly json: ClientJson;
  /** Details of a new client that the body leaves out. */
  readonly defaults: Partial<ClientDetails>;
  readBody(req: IncomingMessage): Promise<Readonly<Record<string, unknown>>>;
  /** @throws ForbiddenError when the client would have more than this caller may give. */
  requireMayGive(client: Partial<GivenNames>, principal: Principal): void;
}

/** @throws SecurityError 404 */
export async function existingClient(clients: Clients, id: string): Promise<Client> {
  const client = await clients.get(id);
  if (client === undefined) throw unknownClient();
  return client;
}

/** Who is behind a change: the person, where there is one. */
export function callerOf({ user, client }: Principal): Identity {
  return user ?? client;
}
