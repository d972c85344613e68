import { afterAll, describe, expect, it } from 'vitest';
import { allScopes, type DemoUser, startBank } from './bank.js';
import { jsonOf } from './gateway.js';

/** Roles and their scopes, as the contract has them. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'digital-banking-user': ['accounts:read'],
  'account-owner': ['accounts:read', 'transactions:read', 'transfers:write', 'payments:write'],
  'account-co-owner': ['accounts:read', 'transactions:read', 'transfers:write', 'payments:write'],
  'beneficial-owner': ['accounts:read', 'transactions:read'],
  teller: ['accounts:read', 'transactions:read'],
  'deposit-accounts-manager': ['applications:read', 'documents:read', 'applications:decide'],
  'it-manager': [],
};

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> };
}

interface DocumentedOperation {
  readonly security: readonly [Readonly<Record<string, readonly string[]>>];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } };
  };
}

const bank = await startBank();
const { confidentialApp, demo } = bank;
const key = confidentialApp.api_key;
const document = await jsonOf<Document>(await bank.call('GET', '/banking/apiDoc', { key }));

afterAll(() => bank.stop());

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security, requestBody }]) => {
    const schema = requestBody?.content['application/json'].schema.$ref.split('/').at(-1) ?? '';
    const fields = Object.keys(document.components.schemas[schema]?.properties ?? {});
    return { path, method: method.toUpperCase(), scopes: security[0]['accessToken'], schema, fields };
  }),
);
type Operation = (typeof operations)[number];

const withToken = operations.filter(({ scopes }) => scopes !== undefined);
const withKeyAlone = operations.filter(({ scopes }) => scopes === undefined);

const accountIds = [
  ...new Set(demo.users.flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId))),
];
const applicationId = demo.applications[0]?.applicationId ?? '';

/** Every account, and one that there is not, where an operation is about one. */
function accountsFor({ path, fields }: Operation): readonly string[] {
  return path.includes('{accountId}') || fields.includes('fromAccountId') ? [...accountIds, 'nobody'] : [''];
}

function bodyOf({ schema }: Operation, accountId: string): object | undefined {
  const toAccountId = accountIds.find((id) => id !== accountId);
  const money = { fromAccountId: accountId, amount: '0.01', currency: 'NZD' };
  const bodies: Readonly<Record<string, object>> = {
    NewTransfer: { ...money, toAccountId },
    NewPayment: { ...money, payee: { name: 'Power company', account: '12-3456' } },
    Decision: { decision: 'approved' },
  };
  return bodies[schema];
}

async function statusOf(operation: Operation, accountId: string, token: string): Promise<number> {
  const path = operation.path.replace('{accountId}', accountId).replace('{applicationId}', applicationId);
  const { status } = await bank.call(operation.method, path, {
    key,
    token,
    body: bodyOf(operation, accountId),
  });
  // That somebody has decided before is the state of the application, not a question of who may.
  return status === 409 ? 200 : status;
}

function expectedStatus(
  operation: Operation,
  accountId: string,
  user: DemoUser,
  scopes: readonly string[],
): number {
  if (!operation.scopes?.every((scope) => scopes.includes(scope))) return 403;
  if (accountId === '') return 200;
  const held = user.accounts.find((account) => account.accountId === accountId);
  if (operation.method === 'POST') return held === undefined ? 404 : held.debit ? 201 : 403;
  return held !== undefined || (user.roles.includes('teller') && accountId !== 'nobody') ? 200 : 404;
}

/** A token with all scopes that the user may have, and one for each of them alone. */
async function tokensOf(user: DemoUser): Promise<readonly { token: string; scopes: readonly string[] }[]> {
  const tokens = [];
  const { access_token, scope, refresh_token } = await bank.tokensOf(confidentialApp, user, allScopes);
  tokens.push({ token: access_token, scopes: scope.split(' ') });
  let refreshToken = refresh_token;
  for (const one of scope.split(' ')) {
    const narrowed = { grant_type: 'refresh_token', refresh_token: refreshToken, scope: one };
    const answer = await jsonOf<{ access_token: string; refresh_token: string }>(
      await bank.askToken(confidentialApp, narrowed),
    );
    refreshToken = answer.refresh_token;
    tokens.push({ token: answer.access_token, scopes: [one] });
  }
  return tokens;
}

it('the document has operations with a token and with the key alone', () => {
  expect(withToken.map(({ path }) => path)).toEqual([
    ...['/banking/accounts', '/banking/accounts/{accountId}', '/banking/accounts/{accountId}/transactions'],
    ...['/banking/transfers', '/banking/payments', '/banking/applications/{applicationId}'],
    ...['/banking/applications/{applicationId}/documents', '/banking/applications/{applicationId}/decision'],
  ]);
  expect(withKeyAlone.length).toBeGreaterThan(10);
});

describe('every operation of the document', () => {
  it.each(operations)('$method $path without a key: 401', async ({ method, path }) => {
    expect((await bank.call(method, path)).status).toBe(401);
  });

  it.each(withToken)('$method $path with a key alone: 401', async ({ method, path }) => {
    expect((await bank.call(method, path, { key })).status).toBe(401);
  });

  it.each(withKeyAlone)('$method $path with a key alone: as the key may', async ({ method, path }) => {
    const { status } = await bank.call(method, path, { key });
    expect(status).toBe(path.startsWith('/admin') ? 403 : 200);
    const byAdministrator = await bank.call(method, path, { key: demo.admin.api_key });
    expect([401, 403]).not.toContain(byAdministrator.status);
  });
});

describe('every role, scope, account and operation', () => {
  const users = demo.users.filter(({ roles }) => !roles.includes('it-manager'));

  it.each(users)('$username, $roles', async (user) => {
    const tokens = await tokensOf(user);
    const most = tokens[0]?.scopes ?? [];
    expect(new Set(most)).toEqual(new Set(user.roles.flatMap((role) => scopesOf[role] ?? [])));
    const found: string[] = [];
    const expected: string[] = [];
    for (const { token, scopes } of tokens) {
      for (const operation of withToken) {
        for (const accountId of accountsFor(operation)) {
          const call = `${scopes.join(' ')}: ${operation.method} ${operation.path} ${accountId}`;
          found.push(`${call} ${await statusOf(operation, accountId, token)}`);
          expected.push(`${call} ${expectedStatus(operation, accountId, user, scopes)}`);
        }
      }
    }
    expect(found).toEqual(expected);
  });
});
