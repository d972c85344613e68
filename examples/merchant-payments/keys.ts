import { type Identity, type Names, requireMayGive } from '@portcullis/core';
import type { Client, Clients, CreatedClient } from '@portcullis/token-issuer';
import type { RecordPage } from '@portcullis-examples/host/records';
import type { NewKey } from './bodies.js';
import type { Caller } from './caller.js';
import { areAllPermissions, roles } from './iam.js';
import { createAdministratorKeeping } from './keep-administrator.js';

/** The API keys of merchants: clients with a secret. `undefined`: the merchant has no such key. */
export interface Keys {
  list(caller: Caller, page: RecordPage): Promise<readonly Client[]>;
  create(caller: Caller, key: NewKey): Promise<CreatedClient>;
  setPermissions(caller: Caller, id: string, permissions: Names): Promise<Client | undefined>;
  suspend(caller: Caller, id: string): Promise<Client | undefined>;
  resume(caller: Caller, id: string): Promise<Client | undefined>;
  revoke(caller: Caller, id: string): Promise<Client | undefined>;
}

/** What a key may use to get tokens. */
export const keyGrants = ['client_credentials', 'refresh_token'];

/**
 * What callers do with the keys of their merchant: rejects with a `SecurityError`, 403 for giving what the caller does not
 * hold, 409 where the state of a key stands against it.
 */
export function createKeys(clients: Clients): Keys {
  const requireHeld = requireMayGive({ what: 'key', kinds: ['scopes'], mayGive: () => ({}) });
  const keepAdministrator = createAdministratorKeeping(clients);

  return {
    list: ({ merchant }, page) => clients.list({ ...page, ownerId: merchant }),

    async create(caller, { name, role, permissions = [] }) {
      const scopes = role === 'custom' ? permissions : roles.scopesOf([role]);
      requireHeld({ scopes }, caller.principal);
      const details = { name, roles: [role], scopes, grants: keyGrants, ownerId: caller.merchant };
      return clients.create(details, identityOf(caller));
    },

    setPermissions: withKey(async (caller, key, permissions) => {
      requireHeld({ scopes: permissions }, caller.principal);
      const write = (role: Names, scopes: Names) =>
        clients.update(key.id, { roles: role, scopes }, identityOf(caller));
      const change = () => write(['custom'], permissions);
      if (areAllPermissions(permissions)) return change();
      return keepAdministrator(caller, key, { change, undo: () => write(key.roles, key.scopes) });
    }),

    suspend: withKey(suspend),

    resume: withKey(async (caller, key) => {
      requireHeld(key, caller.principal);
      return clients.resume(key.id, identityOf(caller));
    }),

    /** Suspended first, which can be taken back. */
    revoke: withKey(async (caller, key) => {
      if (key.id === caller.principal.client.id) await suspend(caller, key);
      return clients.revoke(key.id, identityOf(caller));
    }),
  };

  function suspend(caller: Caller, key: Client): Promise<Client> {
    const by = identityOf(caller);
    const change = () => clients.suspend(key.id, by);
    return keepAdministrator(caller, key, { change, undo: () => clients.resume(key.id, by) });
  }

  function withKey<Rest extends readonly unknown[]>(
    work: (caller: Caller, key: Client, ...rest: Rest) => Promise<Client>,
  ) {
    return async (caller: Caller, id: string, ...rest: Rest): Promise<Client | undefined> => {
      const key = await clients.get(id);
      if (key === undefined || key.public || key.ownerId !== caller.merchant) return undefined;
      return work(caller, key, ...rest);
    };
  }
}

function identityOf({ principal: { user, client } }: Caller): Identity {
  return user ?? client;
}
