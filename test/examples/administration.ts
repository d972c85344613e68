import { expect } from 'vitest';
import { type DemoClient, type Gateway, jsonOf } from './gateway.js';

/** A client as `/admin/clients` shows it; its secret stands only in the answer that made it. */
export interface ShownClient extends DemoClient {
  readonly status: string;
  readonly secrets: readonly { readonly id: string; readonly createdAt: string }[];
}

/** What tests do at `/admin/clients`, with the token of the administrator. */
export interface Administration {
  /** @param token in place of the administrator's */
  administer(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Response>;
  /** A client of its own for a test: the claims API and all message types, where the test says nothing else. */
  newClient(details?: object): Promise<ShownClient>;
  shown(clientId: string): Promise<ShownClient>;
}

export async function administrationOf(gateway: Gateway): Promise<Administration> {
  const administrator = await gateway.tokenOf(gateway.demo.admin);
  const administer: Administration['administer'] = (method, path, body, token = administrator) =>
    gateway.send(method, `/admin/clients${path}`, token, body);
  return {
    administer,
    async newClient(details = {}) {
      const client = { name: 'Acme', apis: ['claims'], roles: ['full-sender'], ...details };
      const response = await administer('POST', '', client);
      expect(response.status).toBe(201);
      return jsonOf(response);
    },
    async shown(clientId) {
      const { clients } = await jsonOf<{ clients: readonly ShownClient[] }>(await administer('GET', ''));
      return clients.find(({ client_id }) => client_id === clientId) as ShownClient;
    },
  };
}
