import { type FieldProblem, jsonMembers } from '@portcullis/core';
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

/** @throws TypeError for a member that there is not, and for two of one name. */
export function clientJson(names: ClientMemberNames, check: Clients['check']): ClientJson {
  const { read, rename, nameOf } = jsonMembers('client', members, names);
  return {
    rename,
    parse(body) {
      const { details, problems } = read(body);
      return {
        details: details as Partial<ClientDetails>,
        problems: [...problems, ...check(details).map(rename)],
      };
    },
    present: (client) => ({
      client_id: client.id,
      ...Object.fromEntries(members.map((member) => [nameOf(member), client[member]])),
      status: client.status,
      createdAt: toIso(client.createdAt),
      secrets: client.secrets.map(({ id, createdAt }) => ({ id, createdAt: toIso(createdAt) })),
    }),
  };
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
