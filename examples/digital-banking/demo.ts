import type { ApiKeys, NewKeyDetails } from '@portcullis/api-key';
import { randomSecret } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import type { Clients } from '@portcullis/token-issuer';
import { createUser } from '@portcullis-examples/host/sign-in';
import type { Bank } from './bank/bank.js';
import { accounts, administrator, applications, apps, users } from './demo-data.js';
import { plans } from './plans.js';
import { appDetails } from './routes/client-routes.js';

export type Demo = Awaited<ReturnType<typeof createDemo>>;

/** Where the demonstration lives. */
export interface DemoPlaces {
  readonly store: Store;
  readonly clients: Clients;
  readonly keys: ApiKeys;
  readonly bank: Bank;
}

/** What there is to try the bank with. Secrets, keys and passwords are there at the first start only. */
export async function createDemo(places: DemoPlaces) {
  const demoUsers = await Promise.all(users.map((user) => demoUser(places, user)));
  await openAccounts(places);
  for (const application of applications) await places.bank.receive(application);
  return {
    admin: await demoAdministrator(places),
    apps: await Promise.all(apps.map((app) => demoApp(places, app))),
    users: demoUsers,
    applications: applications.map(({ applicationId }) => ({ applicationId })),
  };
}

async function demoUser({ store }: DemoPlaces, { username, roles }: (typeof users)[number]) {
  const email = `${username}@bank.example`;
  const password = randomSecret(12);
  const isThere = (await store.users.findByUsername(username)) !== undefined;
  const created = isThere ? undefined : await createUser(store, { username, email, password, roles });
  return { username, email, ...(created && { password }), roles, accounts: accountsOf(username) };
}

function accountsOf(username: string) {
  return accounts.flatMap(({ accountId, holders }) =>
    holders
      .filter((holder) => holder.username === username)
      .map(({ relation, debit }) => ({ accountId, relation, debit })),
  );
}

/** In the books holders stand by their ids, which nobody else is ever given. */
async function openAccounts({ bank, store }: DemoPlaces): Promise<void> {
  for (const { holders, ...account } of accounts) {
    const users = await Promise.all(holders.map(({ username }) => store.users.findByUsername(username)));
    const named = holders.map(({ relation, debit }, index) => ({
      userId: users[index]?.id ?? '',
      relation,
      debit,
    }));
    await bank.openAccount({ ...account, holders: named });
  }
}

async function demoApp({ clients, keys }: DemoPlaces, app: (typeof apps)[number]) {
  const { id, name, redirectUri, isPublic, plan } = app;
  const details = { id, name, redirectUris: [redirectUri], ...appDetails };
  if (isPublic) await clients.createPublicIfAbsent(details);
  const created = isPublic ? undefined : await clients.createIfAbsent(details);
  return {
    name,
    client_id: id,
    ...(created && { client_secret: created.clientSecret }),
    ...(await demoKey(keys, { clientId: id, name, metadata: { plan } })),
    redirect_uri: redirectUri,
    public: isPublic,
    rate_limit: plans[plan],
  };
}

async function demoAdministrator({ clients, keys }: DemoPlaces) {
  const { id, name, permissions } = administrator;
  await clients.createIfAbsent({ id, name, grants: [] });
  return demoKey(keys, { clientId: id, name, permissions });
}

/** Of several instances that start together one issues the key, and only that one can show it. */
async function demoKey(keys: ApiKeys, details: NewKeyDetails) {
  const id = details.clientId.replaceAll('-', '');
  const issued = await keys.issueIfAbsent({ id, ...details });
  return { ...(issued && { api_key: issued.apiKey }), api_key_id: id };
}
