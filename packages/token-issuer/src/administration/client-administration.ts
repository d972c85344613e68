import {
  type AdministrationRouter,
  checkOptions,
  createAdministrationRouter,
  type Guard,
  readJsonObject,
  requireMayGive,
} from '@portcullis/core';
import type { ClientDetails } from '../clients/client.js';
import type { Clients } from '../clients/clients.js';
import { type ClientMemberNames, clientJson } from './client-json.js';
import { clientRoutes } from './client-routes.js';
import { givenKinds, type MayGive } from './may-give.js';

export interface ClientAdministrationOptions {
  /** The registry that is administered. */
  readonly clients: Clients;
  /** Who may administer: `allOf(user, requireScopes('clients:manage'))`. */
  readonly guard: Guard;
  /** What a caller may give to clients besides what they hold themselves. @default nothing */
  readonly mayGive?: MayGive;
  /** What a new client has where the body does not say. Grants that stand here may be given by every caller. */
  readonly defaults?: Partial<Omit<ClientDetails, 'name'>>;
  /** Other names for members of the JSON: `{ scopes: 'apis' }`. */
  readonly members?: ClientMemberNames;
  /** The answer to a body of another media type than JSON. @default 415 */
  readonly mediaTypeStatus?: 400 | 415;
}

const action = 'Cannot create client administration';
const optionNames = ['clients', 'guard', 'mayGive', 'defaults', 'members', 'mediaTypeStatus'];

/**
 * A router to administer clients: list, create, change, a second secret, suspend, resume, revoke. A secret stands in the
 * one answer that made it. A caller can give to a client only what they hold, or what `mayGive` says.
 *
 * It does not ask whose client it is: whoever passes the guard administers all of them.
 *
 * @throws TypeError for an unknown option, and without a guard that keeps somebody out.
 * @example
 * app.use('/admin/clients', clientAdministration({
 *   clients,
 *   guard: allOf(user, requireScopes('clients:manage')),
 *   mayGive: () => ({ scopes: ['claims', 'billing'] }),
 *   defaults: { grants: ['client_credentials'] },
 * }));
 */
export function clientAdministration(options: ClientAdministrationOptions): AdministrationRouter {
  checkOptions(action, options, optionNames);
  const {
    clients,
    guard,
    mayGive = () => ({}),
    defaults = {},
    members = {},
    mediaTypeStatus = 415,
  } = options;
  if (typeof clients?.addSecret !== 'function') throw new TypeError(`${action}: clients is missing`);
  const routes = clientRoutes({
    clients,
    defaults,
    json: clientJson(members, clients.check),
    readBody: (req) => readJsonObject(req, mediaTypeStatus),
    requireMayGive: requireMayGive({
      what: 'client',
      kinds: givenKinds,
      mayGive,
      always: { grants: defaults.grants ?? [] },
    }),
  });
  return createAdministrationRouter({ name: 'clientAdministration', guard, routes });
}
