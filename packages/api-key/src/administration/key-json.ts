import { type FieldProblem, jsonMembers } from '@portcullis/core';
import type { ApiKey } from '../keys/key.js';

const details = [
  ...(['clientId', 'name', 'environment', 'scopes', 'roles', 'permissions'] as const),
  'allowedAddresses' as const,
];
const members = ['keyId', 'apiKey', 'expiresAt', 'overlapSeconds', ...details] as const;

/** A member of the JSON of key administration. */
export type KeyMember = (typeof members)[number];

/** Other names for members: `{ keyId: 'id', scopes: 'apis' }`. */
export type KeyMemberNames = Readonly<Partial<Record<KeyMember, string>>>;

/** What a body says, by the names that details have in code. Nothing of it is checked. */
export interface ReadKey {
  readonly details: Readonly<Partial<Record<KeyMember, unknown>>>;
  /** One for each member that is not taken. */
  readonly problems: readonly FieldProblem[];
}

/** Keys as JSON, under the names that a provider gives to their members. Times are ISO 8601 texts in UTC. */
export interface KeyJson {
  read(body: Readonly<Record<string, unknown>>, taken: readonly KeyMember[]): ReadKey;
  /** A problem of a detail, as a problem of the member that it has in JSON. */
  rename(problem: FieldProblem): FieldProblem;
  nameOf(member: KeyMember): string;
  present(key: ApiKey): object;
  /** A key with its text: for the one answer that shows it. */
  presentIssued(key: ApiKey, apiKey: string): object;
}

/** @throws TypeError for a member that there is not, and for two of one name. */
export function keyJson(names: KeyMemberNames): KeyJson {
  const { read, rename, nameOf } = jsonMembers('key', members, names);
  const present = (key: ApiKey) => {
    const { expiresAt, lastUsedAt, replacedBy } = key;
    const given = details.filter((member) => key[member] !== undefined);
    return {
      [nameOf('keyId')]: key.id,
      ...Object.fromEntries(given.map((member) => [nameOf(member), key[member]])),
      status: key.status,
      createdAt: toIso(key.createdAt),
      ...(expiresAt !== undefined && { [nameOf('expiresAt')]: toIso(expiresAt) }),
      ...(lastUsedAt !== undefined && { lastUsedAt: toIso(lastUsedAt) }),
      ...(replacedBy !== undefined && { replacedBy }),
    };
  };
  return {
    rename,
    nameOf,
    present,
    presentIssued: (key, apiKey) => ({ ...present(key), [nameOf('apiKey')]: apiKey }),
    read(body, taken) {
      const found = read(body, taken);
      const { expiresAt } = found.details;
      return expiresAt === undefined
        ? found
        : { ...found, details: { ...found.details, expiresAt: parseTime(expiresAt) } };
    },
  };
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** Milliseconds since the epoch; `NaN`, which no check lets pass, for what is no time. */
function parseTime(value: unknown): number {
  return typeof value === 'string' && isoTime.test(value) ? Date.parse(value) : Number.NaN;
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
