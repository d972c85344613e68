import { type Clock, checkOptions, type Identity, randomId } from '@portcullis/core';
import type { ClientRecord, ClientStore, NewClient } from '@portcullis/store';
import { type ClientDetails, type NewClientDetails, toClient } from './client.js';
import { publishClientChange } from './client-changes.js';
import { changedMeanwhile, clientRevoked, idTaken, unknownClient } from './client-errors.js';
import { clientProblems, type KnownNames } from './client-problems.js';
import { newClientSecret } from './client-secrets.js';
import type { Clients, CreatedClient } from './clients.js';

/** A client with a secret may send it either way (RFC 6749 §2.3.1). */
const secretMethods = ['client_secret_basic', 'client_secret_post'];

const detailNames = ['name', 'grants', 'scopes', 'roles', 'permissions', 'redirectUris', 'metadata'];

/** An update that others overtake again and again is given up: somebody changes the client in a loop. */
const maxAttempts = 10;

/** Entering clients and changing their details. */
export function clientRegistration(
  records: ClientStore,
  known: KnownNames,
  clock: Clock,
): Pick<Clients, 'create' | 'createIfAbsent' | 'update'> {
  return {
    async create(details, by) {
      return (await enter(details, by)) ?? refuseId();
    },
    createIfAbsent: enter,

    async update(id, details, by) {
      checkDetails('Cannot update client', details, detailNames, known);
      const record = await updateRecord(records, id, details);
      publishClientChange({ change: 'updated', clientId: id, ...(by && { by }) });
      return toClient(record);
    },
  };

  async function enter(details: NewClientDetails, by?: Identity): Promise<CreatedClient | undefined> {
    checkDetails('Cannot create client', details, [...detailNames, 'ownerId', 'id'], known);
    requireDetails(details);
    const { clientSecret, secret } = newClientSecret(clock.now());
    const record = await records.insert({ ...newClient(details), secrets: [secret] });
    if (record === undefined) return undefined;
    publishClientChange({ change: 'created', clientId: record.id, ...(by && { by }) });
    return { client: toClient(record), clientSecret };
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
  details: Partial<ClientDetails>,
): Promise<ClientRecord> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const found = await records.find(id);
    if (found === undefined) throw unknownClient();
    if (found.status === 'revoked') throw clientRevoked();
    const updated = await records.update({ ...found, ...details });
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
