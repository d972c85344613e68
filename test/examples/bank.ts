import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { type Environment, type StartedExample, startExample } from '../support/start-example.js';
import { type Answer, type Browser, createBrowser } from './browser.js';
import { jsonOf } from './gateway.js';

export interface DemoApp {
  readonly name: string;
  readonly client_id: string;
  /** Absent for a public client. */
  readonly client_secret?: string;
  readonly api_key: string;
  readonly api_key_id: string;
  readonly redirect_uri: string;
  readonly public: boolean;
  readonly rate_limit: { readonly limit: number; readonly windowSeconds: number };
}

export interface DemoUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly roles: readonly string[];
  readonly accounts: readonly {
    readonly accountId: string;
    readonly relation: string;
    readonly debit: boolean;
  }[];
}

/** What digital-banking announces (`examples.md`). */
export interface BankDemo {
  readonly admin: { readonly api_key: string; readonly api_key_id: string };
  readonly apps: readonly DemoApp[];
  readonly users: readonly DemoUser[];
  readonly applications: readonly { readonly applicationId: string }[];
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** What a request to the bank brings; what is left out is not sent. */
export interface Call {
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** digital-banking in a process of its own, and how apps and people deal with it. */
export interface Bank extends StartedExample<BankDemo> {
  readonly publicApp: DemoApp;
  readonly confidentialApp: DemoApp;
  /** May call 5 times in 10 seconds. */
  readonly trialApp: DemoApp;
  /** The first of this role. */
  userOf(role: string): DemoUser;
  call(method: string, path: string, call?: Call): Promise<Response>;
  /** With the administrator's key. */
  administer(method: string, path: string, body?: unknown): Promise<Response>;
  /** Signs in and consents. Where the browser comes back to the app. */
  authorize(app: DemoApp, user: DemoUser, scope: string): Promise<URL>;
  askToken(app: DemoApp, parameters: Readonly<Record<string, string>>): Promise<Response>;
  /** Signs in, consents and redeems the code. Fails where there are no tokens. */
  tokensOf(app: DemoApp, user: DemoUser, scope: string): Promise<Tokens>;
  /** The access token alone. */
  tokenOf(app: DemoApp, user: DemoUser, scope: string): Promise<string>;
  /** Of an account, by the list of a user's token. */
  balanceOf(call: Call, accountId: string): Promise<string>;
}

export const allScopes =
  'accounts:read transactions:read transfers:write payments:write applications:read documents:read applications:decide';

const verifier = randomBytes(32).toString('base64url');

export async function startBank(env?: Environment): Promise<Bank> {
  return bankOf(await startExample<BankDemo>('digital-banking', env));
}

/** @param demo with the secrets, for an instance that does not show them. */
export function bankOf(example: StartedExample<BankDemo>, demo: BankDemo = example.demo): Bank {
  const { url } = example;
  const call: Bank['call'] = (method, path, { key, token, body, headers } = {}) =>
    fetch(url + path, {
      method,
      headers: {
        ...(key !== undefined && { 'API-Key': key }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const askToken: Bank['askToken'] = ({ client_id, client_secret }, parameters) =>
    fetch(`${url}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id, ...(client_secret && { client_secret }), ...parameters }),
    });
  const authorize: Bank['authorize'] = (app, user, scope) => signIn(url, app, user, scope);
  const tokensOf: Bank['tokensOf'] = async (app, user, scope) => {
    const code = (await authorize(app, user, scope)).searchParams.get('code') ?? '';
    const grant = { grant_type: 'authorization_code', code, code_verifier: verifier };
    const response = await askToken(app, { ...grant, redirect_uri: app.redirect_uri });
    expect(response.status).toBe(200);
    return jsonOf<Tokens>(response);
  };
  const appWhere = (isIt: (app: DemoApp) => boolean) => demo.apps.find(isIt) as DemoApp;
  return {
    ...example,
    demo,
    publicApp: appWhere((app) => app.public),
    confidentialApp: appWhere((app) => !app.public && app.rate_limit.limit > 5),
    trialApp: appWhere((app) => app.rate_limit.limit === 5),
    userOf: (role) => demo.users.find(({ roles }) => roles.includes(role)) as DemoUser,
    call,
    administer: (method, path, body) => call(method, `/admin${path}`, { key: demo.admin.api_key, body }),
    authorize,
    askToken,
    tokensOf,
    tokenOf: async (app, user, scope) => (await tokensOf(app, user, scope)).access_token,
    async balanceOf(credentials, accountId) {
      const response = await call('GET', `/banking/accounts/${accountId}`, credentials);
      return (await jsonOf<{ balance: string }>(response)).balance;
    },
  };
}

/** As a person does it, in a browser of their own. */
async function signIn(url: string, app: DemoApp, user: DemoUser, scope: string): Promise<URL> {
  const browser = createBrowser();
  const { username, password } = user;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: app.redirect_uri,
    scope,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const login = await led(browser, await browser.get(`${url}/auth/authorize?${query}`));
  const next = await led(browser, await browser.submit(login, { username, password }));
  const last =
    next.status === 200 ? await led(browser, await browser.submit(next, { decision: 'allow' })) : next;
  if (!last.location.startsWith(app.redirect_uri)) throw new Error(`Stopped at ${last.url}: ${last.body}`);
  return new URL(last.location);
}

/** Follows redirects as long as they lead to the bank itself. */
async function led(browser: Browser, answer: Answer): Promise<Answer> {
  if (answer.location === '' || new URL(answer.location, answer.url).host !== answer.url.host) return answer;
  return led(browser, await browser.follow(answer));
}
