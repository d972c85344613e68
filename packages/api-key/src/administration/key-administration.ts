import {
  type AdministrationRouter,
  checkOptions,
  createAdministrationRouter,
  type Eventually,
  type Guard,
  readJsonObject,
} from '@portcullis/core';
import type { ApiKeys } from '../keys/api-keys.js';
import type { NewKeyDetails } from '../keys/key.js';
import { type KeyMemberNames, keyJson } from './key-json.js';
import { keyRoutes } from './key-routes.js';
import { type MayGive, requireMayGiveKey } from './may-give-key.js';

export interface KeyAdministrationOptions {
  /** The registry that is administered. */
  readonly keys: ApiKeys;
  /** Who may administer: `allOf(application, requirePermission('manage', 'api-keys'))`. */
  readonly guard: Guard;
  /** What a caller may give to keys besides what they hold themselves. @default nothing */
  readonly mayGive?: MayGive;
  /** What a new key has where the body does not say. */
  readonly defaults?: Partial<Omit<NewKeyDetails, 'id' | 'clientId' | 'name'>>;
  /** Is there a client of this id? A key for another one is refused (400). @default every client is taken */
  readonly isClient?: (clientId: string) => Eventually<boolean>;
  /** Other names for members of the JSON: `{ keyId: 'id' }`. */
  readonly members?: KeyMemberNames;
  /** The answer to a body of another media type than JSON. @default 415 */
  readonly mediaTypeStatus?: 400 | 415;
}

const action = 'Cannot create key administration';
const optionNames = ['keys', 'guard', 'mayGive', 'defaults', 'isClient', 'members', 'mediaTypeStatus'];

/**
 * A router to administer API keys: list, issue, change, rotate, suspend, resume, revoke, expire. The text of a key stands
 * in the one answer that made it. A caller can give to a key only what they hold, or what `mayGive` says, and cannot end
 * the key that they came with (409).
 *
 * It does not ask whose key it is: whoever passes the guard administers all of them.
 *
 * @throws TypeError for an unknown option, and without a guard that keeps somebody out.
 * @example
 * app.use('/admin/api-keys', keyAdministration({
 *   keys,
 *   guard: allOf(application, requirePermission('manage', 'api-keys')),
 *   isClient: async (id) => (await clients.get(id))?.status === 'active',
 * }));
 */
export function keyAdministration(options: KeyAdministrationOptions): AdministrationRouter {
  checkOptions(action, options, optionNames);
  const { keys, guard, mayGive = () => ({}), defaults = {}, isClient, members = {} } = options;
  const { mediaTypeStatus = 415 } = options;
  if (typeof keys?.issue !== 'function') throw new TypeError(`${action}: keys is missing`);
  if (isClient !== undefined && typeof isClient !== 'function') {
    throw new TypeError(`${action}: isClient must be a function`);
  }
  const routes = keyRoutes({
    keys,
    defaults,
    isClient,
    json: keyJson(members),
    readBody: (req) => readJsonObject(req, mediaTypeStatus),
    requireMayGive: requireMayGiveKey(keys, mayGive),
  });
  return createAdministrationRouter({ name: 'keyAdministration', guard, routes });
}
