import type { Clients } from '@portcullis/token-issuer';
import { apis, roles } from './apis.js';

const grants = ['client_credentials'];

const accounts = [
  { id: 'demo-all', name: 'All rights', scopes: ['claims', 'billing'], roles: ['full-sender'] },
  { id: 'demo-claims', name: 'Claims only', scopes: ['claims'], roles: ['full-sender'] },
  { id: 'demo-notifier', name: 'Claim notifications only', scopes: ['claims'], roles: ['notifier'] },
] as const;

const administrator = {
  id: 'demo-admin',
  name: 'Administrator',
  scopes: ['clients:manage'],
  roles: [],
} as const;

export type Demo = Awaited<ReturnType<typeof demoClients>>;

/** Credentials for trying the gateway. `client_secret` is there at the first start only: nobody can show it again. */
export async function demoClients(clients: Clients) {
  return {
    admin: await demoClient(clients, administrator),
    clients: await Promise.all(
      accounts.map(async (account) => ({
        name: account.name,
        ...(await demoClient(clients, account)),
        apis: account.scopes,
        roles: account.roles,
        message_types: messageTypesOf(account),
      })),
    ),
  };
}

type Account = (typeof accounts)[number] | typeof administrator;

/** Of several instances that start together one enters the client, and only that one can show its secret. */
async function demoClient(clients: Clients, account: Account) {
  const created = await clients.createIfAbsent({ ...account, grants });
  return { client_id: account.id, ...(created && { client_secret: created.clientSecret }) };
}

function messageTypesOf({ scopes, roles: held }: Account): readonly string[] {
  const types = scopes.flatMap((scope) => (scope === 'clients:manage' ? [] : apis[scope]));
  return types.filter((type) => roles.permits(held, `${type}:send`));
}
