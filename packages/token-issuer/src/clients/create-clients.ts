import { type Clock, checkOptions, type Names, systemClock } from '@portcullis/core';
import { createStatusChanges, type Store } from '@portcullis/store';
import { toClient } from './client.js';
import { publishClientChange } from './client-changes.js';
import { clientRevoked, unknownClient } from './client-errors.js';
import { clientProblems } from './client-problems.js';
import { clientRegistration } from './client-registration.js';
import { clientSecrets } from './client-secrets.js';
import type { Clients } from './clients.js';

export interface ClientsOptions {
  /** Where they are kept. */
  readonly store: Pick<Store, 'clients'>;
  /** The scopes that exist; a client can get no other. @default any */
  readonly scopes?: Names;
  /** The roles that exist: what `defineRoles()` of `@portcullis/authorize` gives. @default any */
  readonly roles?: { readonly names: Names };
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

const action = 'Cannot create clients';

/**
 * The registry of the applications that may ask for tokens. It checks what is well-formed and exists, not who may give it:
 * that is for `clientAdministration`, or for the code that calls it.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * const clients = createClients({ store, scopes: ['claims', 'billing'] });
 * const { client, clientSecret } = await clients.create({
 *   name: 'Acme', grants: ['client_credentials'], scopes: ['claims'],
 * });
 */
export function createClients(options: ClientsOptions): Clients {
  checkOptions(action, options, ['store', 'scopes', 'roles', 'clock']);
  const { store, scopes, roles, clock = systemClock } = options;
  if (typeof store?.clients?.find !== 'function') throw new TypeError(`${action}: store is missing`);
  checkNames('scopes', scopes);
  checkNames('roles.names', roles?.names);
  const known = { scopes, roles: roles?.names };
  const records = store.clients;
  return {
    find: (id) => records.find(id),
    async get(id) {
      const record = await records.find(id);
      return record && toClient(record);
    },
    list: async (page) => (await records.list(page)).map(toClient),
    check: (details) => clientProblems(details, known),
    ...clientRegistration(records, known, clock),
    ...clientSecrets(records, clock),
    ...createStatusChanges(records, {
      unknown: unknownClient,
      revoked: clientRevoked,
      publish: (change, { id }, by) => publishClientChange({ change, clientId: id, ...(by && { by }) }),
      present: toClient,
    }),
  };
}

function checkNames(option: string, names: unknown): void {
  if (names === undefined) return;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return;
  throw new TypeError(`${action}: ${option} is not a list of names`);
}
