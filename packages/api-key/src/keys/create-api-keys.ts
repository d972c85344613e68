import { type Clock, checkOptions, type Names, systemClock } from '@portcullis/core';
import { createStatusChanges, type Store } from '@portcullis/store';
import { hasKeyPrefix, isKeyPrefix } from '../format/key-format.js';
import { createPeppers } from '../format/peppers.js';
import type { ApiKeys } from './api-keys.js';
import { foreignKeyFinder, isForeignKey } from './foreign-keys.js';
import { toApiKey } from './key.js';
import { keyAdoption } from './key-adoption.js';
import { publishKeyChange } from './key-changes.js';
import { keyRevoked, unknownKey } from './key-errors.js';
import { keyIssuing } from './key-issuing.js';
import { createKeyMint } from './key-minting.js';
import { keyProblems } from './key-problems.js';
import { keyRotation } from './key-rotation.js';
import { keyUpdating } from './key-updating.js';
import { keyVerifier } from './key-verifier.js';
import { createLastUsed } from './last-used.js';
import { digestRenewal } from './renew-digest.js';

export interface ApiKeysOptions {
  /** Where they are kept. */
  readonly store: Pick<Store, 'apiKeys' | 'revocations'>;
  /** What every key begins with: 2 to 20 small letters and digits, the first a letter. `bank` gives `bank_live_…`. */
  readonly prefix: string;
  /**
   * Secrets that go into every digest, random, 32 bytes or more each, newest first. The first one makes digests, all of
   * them find keys. To rotate, put the new one in front; a key that is used moves to it by itself.
   */
  readonly peppers: readonly string[];
  /** The scopes that exist; a key can get no other. @default any */
  readonly scopes?: Names;
  /** The roles that exist: what `defineRoles()` of `@portcullis/authorize` gives. @default any */
  readonly roles?: { readonly names: Names };
  /**
   * Takes keys of other systems too, which `adopt` enters: they have no checksum, so every typo costs a look-up for each
   * pepper. For the time of a migration.
   * @default false
   */
  readonly acceptForeignKeys?: boolean;
  /** A replaced key works on for at most so many seconds. @default 2592000, 30 days */
  readonly longestOverlapSeconds?: number;
  /** How often, in seconds, it is written when keys were last used. @default 30 */
  readonly lastUsedEverySeconds?: number;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

const action = 'Cannot create API keys';
const optionNames = [
  ...['store', 'prefix', 'peppers', 'scopes', 'roles', 'acceptForeignKeys'],
  ...['longestOverlapSeconds', 'lastUsedEverySeconds', 'clock'],
];
const aDay = 86_400;
const thirtyDays = 30 * aDay;
const aYear = 366 * aDay;

/**
 * The registry of the API keys of an application programming interface: makes, finds, changes and ends them. It checks
 * what is well-formed and exists, not who may give it: that is for `keyAdministration`, or for the code that calls it.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * const keys = createApiKeys({ store, prefix: 'bank', peppers: [pepper] });
 * const { apiKey } = await keys.issue({ clientId: 'app-1', name: 'Back office', scopes: ['accounts:read'] });
 */
export function createApiKeys(options: ApiKeysOptions): ApiKeys {
  checkOptions(action, options, optionNames);
  const { store, prefix, scopes, roles, acceptForeignKeys = false, clock = systemClock } = options;
  const { longestOverlapSeconds = thirtyDays, lastUsedEverySeconds = 30 } = options;
  checkValues(options);
  checkAmount('longestOverlapSeconds', longestOverlapSeconds, aYear);
  checkAmount('lastUsedEverySeconds', lastUsedEverySeconds, aDay);
  const { apiKeys: records, revocations } = store;
  const peppers = createPeppers(action, options.peppers);
  const mint = createKeyMint(prefix, peppers[0]);
  const known = { scopes, roles: roles?.names };
  const findForeign = acceptForeignKeys ? foreignKeyFinder(records, peppers) : undefined;
  const renewDigest = digestRenewal(records, mint, peppers[0].version);
  return {
    async get(id) {
      const record = await records.find(id);
      return record && toApiKey(record);
    },
    list: async (page) => (await records.list(page)).map(toApiKey),
    check: (details) => keyProblems(details, known, clock.now()),
    ...keyIssuing(records, mint, known, clock),
    ...keyAdoption(records, mint, known, clock, findForeign),
    ...keyUpdating(records, known, clock),
    ...keyRotation(records, mint, clock, longestOverlapSeconds),
    ...createStatusChanges(records, {
      unknown: unknownKey,
      revoked: keyRevoked,
      publish: (change, key, by) => publishKeyChange(change, key, by),
      present: toApiKey,
    }),
    verify: keyVerifier({ records, revocations, prefix, peppers, findForeign, renewDigest, clock }),
    recognises: (text) => hasKeyPrefix(text, prefix) || (acceptForeignKeys && isForeignKey(text, prefix)),
    revocations,
    ...createLastUsed(records, lastUsedEverySeconds * 1000),
  };
}

function checkValues({ store, prefix, scopes, roles, acceptForeignKeys, clock }: ApiKeysOptions): void {
  if (typeof store?.apiKeys?.find !== 'function') throw new TypeError(`${action}: store is missing`);
  if (typeof store.revocations?.isRevoked !== 'function') {
    throw new TypeError(`${action}: store has no revocations`);
  }
  if (!isKeyPrefix(prefix)) {
    throw new TypeError(`${action}: prefix must be 2 to 20 small letters and digits, the first a letter`);
  }
  checkNames('scopes', scopes);
  checkNames('roles.names', roles?.names);
  if (acceptForeignKeys !== undefined && typeof acceptForeignKeys !== 'boolean') {
    throw new TypeError(`${action}: acceptForeignKeys must be true or false`);
  }
  if (clock !== undefined && typeof clock?.now !== 'function') {
    throw new TypeError(`${action}: clock has no function now`);
  }
}

function checkNames(option: string, names: unknown): void {
  if (names === undefined) return;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return;
  throw new TypeError(`${action}: ${option} is not a list of names`);
}

function checkAmount(option: string, value: unknown, highest: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= highest) return;
  throw new TypeError(
    `${action}: ${option} must be a whole number of seconds from 1 to ${highest}, not ${String(value)}`,
  );
}
