import { randomSecret } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import type { Clients } from '@portcullis/token-issuer';
import { createUser } from '@portcullis-examples/host/sign-in';
import type { Books, EnteredThings } from './books.js';
import { permissionNames, roles } from './iam.js';
import { keyGrants } from './keys.js';

const merchant = 'lagoon-stores';
const otherMerchant = 'harbour-foods';

interface DemoKey {
  readonly id: string;
  readonly name: string;
  readonly role: 'admin' | 'operator' | 'viewer';
}

const keys: readonly DemoKey[] = [
  { id: 'lagoon-admin', name: 'Back office', role: 'admin' },
  { id: 'lagoon-operator', name: 'Shop floor', role: 'operator' },
  { id: 'lagoon-viewer', name: 'Bookkeeping', role: 'viewer' },
];

const otherKey: DemoKey = { id: 'harbour-admin', name: 'Harbour back office', role: 'admin' };

const publicClient = {
  id: 'lagoon-till',
  name: 'Lagoon Till',
  ownerId: merchant,
  grants: ['authorization_code', 'refresh_token'],
  scopes: permissionNames,
  redirectUris: ['http://127.0.0.1:8976/callback'],
};

const users = [
  { username: 'ada', role: 'admin' },
  { username: 'olu', role: 'operator' },
  { username: 'vera', role: 'viewer' },
] as const;

const things: EnteredThings = {
  accounts: {
    'acc_lagoon-shop': { name: 'Shop', currency: 'NGN' },
    'acc_lagoon-savings': { name: 'Savings', currency: 'NGN' },
  },
  terminals: { 'term_lagoon-1': {} },
  transactions: {
    'txn_lagoon-1': { kind: 'payment', amount: 125_000, currency: 'NGN', accountId: 'acc_lagoon-shop' },
    'txn_lagoon-2': { kind: 'payment', amount: 40_050, currency: 'NGN', accountId: 'acc_lagoon-shop' },
  },
};

const otherThings: EnteredThings = {
  accounts: { 'acc_harbour-shop': { name: 'Shop', currency: 'NGN' } },
  terminals: {},
  transactions: {
    'txn_harbour-1': { kind: 'payment', amount: 9900, currency: 'NGN', accountId: 'acc_harbour-shop' },
  },
};

export type Demo = Awaited<ReturnType<typeof enterDemo>>;

/** Two merchants for trying the API. `client_secret` and `password` are there at the first start only. */
export async function enterDemo(clients: Clients, store: Store, books: Books) {
  await books.enter(merchant, things);
  await books.enter(otherMerchant, otherThings);
  await clients.createPublicIfAbsent(publicClient);
  return {
    keys: await Promise.all(keys.map((key) => demoKey(clients, merchant, key))),
    public_client: { client_id: publicClient.id, redirect_uri: publicClient.redirectUris[0] },
    users: await Promise.all(users.map((user) => demoUser(store, user))),
    sample: {
      account_ids: Object.keys(things.accounts),
      terminal_id: Object.keys(things.terminals)[0],
      transaction_id: Object.keys(things.transactions)[0],
    },
    other_merchant: await demoOther(clients),
  };
}

/** Of several instances that start together one enters the key, and only that one can show its secret. */
async function demoKey(clients: Clients, ownerId: string, { id, name, role }: DemoKey) {
  const details = { id, name, roles: [role], scopes: roles.scopesOf([role]), grants: keyGrants, ownerId };
  const created = await clients.createIfAbsent(details);
  return { id, name, client_id: id, ...(created && { client_secret: created.clientSecret }), role };
}

async function demoOther(clients: Clients) {
  const { client_id, client_secret } = await demoKey(clients, otherMerchant, otherKey);
  const [transaction_id] = Object.keys(otherThings.transactions);
  return { client_id, ...(client_secret !== undefined && { client_secret }), transaction_id };
}

async function demoUser(store: Store, { username, role }: (typeof users)[number]) {
  const email = `${username}@lagoon.example`;
  const isThere = (await store.users.findByUsername(username)) !== undefined;
  const password = randomSecret(12);
  const metadata = { merchant };
  const created = isThere
    ? undefined
    : await createUser(store, { username, email, password, roles: [role], metadata });
  return { username, email, ...(created && { password }), role };
}
