import type { FieldProblem } from '@portcullis/core';
import type { Client, ClientDetails } from '../clients/client.js';
import type { Clients } from '../clients/clients.js';

const members = ['name', 'grants', 'scopes', 'roles', 'permissions', 'redirectUris'] as const;

/** A detail of a client that stands in the JSON of its administration. */
export type ClientMember = (typeof members)[number];

/** Other names for members: `{ scopes: 'apis' }`. */
export type ClientMemberNames = Readonly<Partial<Record<ClientMember, string>>>;

export interface ParsedClient {
  /** Good only when there are no problems. */
  readonly details: Partial<ClientDetails>;
  readonly problems: readonly FieldProblem[];
}

/** Clients as JSON, under the names that a provider gives to their members. */
export interface ClientJson {
  parse(body: Readonly<Record<string, unknown>>): ParsedClient;
  /** A problem of a detail, as a problem of the member that it has in JSON. */
  rename(problem: FieldProblem): FieldProblem;
  present(client: Client): object;
}

/** @throws TypeError for a member that there is not. */
export function clientJson(names: ClientMemberNames, check: Clients['check']): ClientJson {
  for (const member of Object.keys(names)) {
    if (!members.some((known) => known === member)) {
      throw new TypeError(
        `Cannot create client administration: members has ${member}, known are ${members.join(', ')}`,
      );
    }
  }
  const jsonName = (member: ClientMember) => names[member] ?? member;
  const memberOf = new Map(members.map((member) => [jsonName(member), member]));
  const rename = (problem: FieldProblem) => renamed(problem, names);
  return {
    rename,
    parse(body) {
      const details: Partial<Record<ClientMember, unknown>> = {};
      const problems: FieldProblem[] = [];
      for (const [name, value] of Object.entries(body)) {
        const member = memberOf.get(name);
        if (member === undefined) problems.push(unknownMember(name));
        else details[member] = value;
      }
      problems.push(...check(details).map(rename));
      return { details: details as Partial<ClientDetails>, problems };
    },
    present: (client) => ({
      client_id: client.id,
      ...Object.fromEntries(members.map((member) => [jsonName(member), client[member]])),
      status: client.status,
      createdAt: toIso(client.createdAt),
      secrets: client.secrets.map(({ id, createdAt }) => ({ id, createdAt: toIso(createdAt) })),
    }),
  };
}

function unknownMember(name: string): FieldProblem {
  const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1');
  return { pointer: `/${escaped}`, detail: 'Is not a member of a client here' };
}

/** A pointer begins with the member: `/scopes/1`. */
function renamed({ pointer, detail }: FieldProblem, names: Readonly<Record<string, string>>): FieldProblem {
  const [, member = '', ...rest] = pointer.split('/');
  return { pointer: ['', names[member] ?? member, ...rest].join('/'), detail };
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
