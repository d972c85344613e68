import { type Clock, checkOptions, type Identity, randomId } from '@portcullis/core';
import type { ClientRecord, ClientStore, NewClient } from '@portcullis/store';
import { type Client, type NewClientDetails, toClient } from './client.js';
import { publishClientChange } from './client-changes.js';
import { changedMeanwhile, clientRevoked, idTaken, unknownClient } from './client-errors.js';
import { checkClientKeys } from './client-keys.js';
import { clientProblems, type KnownNames } from './client-problems.js';
import { newClientSecret } from './client-secrets.js';
import type { Clients, CreatedClient } from './clients.js';

/** A client with a secret may send it either way (RFC 6749 §2.3.1). */
const secretMethods = ['client_secret_basic', 'client_secret_post'];

const detailNames = ['name', 'grants', 'scopes', 'roles', 'permissions', 'redirectUris', 'metadata'];

/** An update that others overtake again and again is given up: somebody changes the client in a loop. */
const maxAttempts = 10;

/** What a client proves itself with: how its record says so. */
type ClientProof = Pick<NewClient, 'secrets'> & Partial<NewClient>;

type Registration =
  | 'create'
  | 'createIfAbsent'
  | 'createPublic'
  | 'createPublicIfAbsent'
  | 'createWithKeys'
  | 'setKeys'
  | 'update';

/** Entering clients and changing their details. */
export function clientRegistration(
  records: ClientStore,
  known: KnownNames,
  clock: Clock,
): Pick<Clients, Registration> {
  return {
    create: async (details, by) => (await enterWithSecret(details, by)) ?? refuseId(),
    createIfAbsent: enterWithSecret,
    createPublic: async (details, by) => (await enterPublic(details, by)) ?? refuseId(),
    createPublicIfAbsent: enterPublic,

    async createWithKeys(details, jwks, by) {
      checkClientKeys('Cannot create client', jwks);
      const proof = { jwks: { ...jwks }, authenticationMethods: ['private_key_jwt'], secrets: [] };
      return toClient((await enter(details, proof, by)) ?? refuseId());
    },

    async setKeys(id, jwks, by) {
      checkClientKeys('Cannot update client', jwks);
      return change(id, { jwks: { ...jwks } }, by);
    },

    async update(id, details, by) {
      checkDetails('Cannot update client', details, detailNames, known);
      return change(id, details, by);
    },
  };

  async function enterWithSecret(
    details: NewClientDetails,
    by?: Identity,
  ): Promise<CreatedClient | undefined> {
    const { clientSecret, secret } = newClientSecret(clock.now());
    const record = await enter(details, { secrets: [secret] }, by);
    return record && { client: toClient(record), clientSecret };
  }

  async function enterPublic(details: NewClientDetails, by?: Identity): Promise<Client | undefined> {
    const proof = { public: true, authenticationMethods: ['none'], secrets: [] };
    const record = await enter(details, proof, by);
    return record && toClient(record);
  }

  async function enter(
    details: NewClientDetails,
    proof: ClientProof,
    by: Identity | undefined,
  ): Promise<ClientRecord | undefined> {
    checkDetails('Cannot create client', details, [...detailNames, 'ownerId', 'id'], known);
    requireDetails(details);
    const record = await records.insert({ ...newClient(details), ...proof });
    if (record !== undefined) {
      publishClientChange({ change: 'created', clientId: record.id, ...(by && { by }) });
    }
    return record;
  }

  async function change(
    id: string,
    changes: Partial<ClientRecord>,
    by: Identity | undefined,
  ): Promise<Client> {
    const record = await updateRecord(records, id, changes);
    publishClientChange({ change: 'updated', clientId: id, ...(by && { by }) });
    return toClient(record);
  }
}

function refuseId(): never {
  throw idTaken();
}

function newClient(details: NewClientDetails): Omit<NewClient, 'secrets'> {
  return {
    public: false,
    authenticationMethods: secretMethods,
    scopes: [],
    roles: [],
    permissions: [],
    redirectUris: [],
    metadata: {},
    id: randomId(),
    ...details,
  };
}

/** Reads and writes until nobody has written in between. */
async function updateRecord(
  records: ClientStore,
  id: string,
  changes: Partial<ClientRecord>,
): Promise<ClientRecord> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const found = await records.find(id);
    if (found === undefined) throw unknownClient();
    if (found.status === 'revoked') throw clientRevoked();
    const updated = await records.update({ ...found, ...changes });
    if (updated !== undefined) return updated;
  }
  throw changedMeanwhile();
}

function checkDetails(
  action: string,
  details: Partial<NewClientDetails>,
  names: readonly string[],
  known: KnownNames,
): void {
  checkOptions(action, details, names);
  const [problem] = clientProblems(details, known);
  if (problem) throw new TypeError(`${action}: ${problem.pointer.slice(1)}: ${problem.detail}`);
}

function requireDetails({ name, grants, id }: Partial<NewClientDetails>): void {
  if (id !== undefined && !/^[\w.~-]{1,128}$/.test(id)) {
    throw new TypeError(
      'Cannot create client: id must be 1 to 128 letters, digits, dots, underscores, tildes, hyphens',
    );
  }
  if (name === undefined) throw new TypeError('Cannot create client: name is missing');
  if (grants === undefined) throw new TypeError('Cannot create client: grants is missing');
}
