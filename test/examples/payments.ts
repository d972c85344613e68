import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { type Environment, type StartedExample, startExample } from '../support/start-example.js';
import { type DemoClient, jsonOf } from './gateway.js';

export interface DemoKey extends DemoClient {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export interface DemoUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

/** What merchant-payments announces. */
export interface PaymentsDemo {
  readonly keys: readonly [admin: DemoKey, operator: DemoKey, viewer: DemoKey];
  readonly public_client: { readonly client_id: string; readonly redirect_uri: string };
  readonly users: readonly [admin: DemoUser, operator: DemoUser, viewer: DemoUser];
  readonly sample: {
    readonly account_ids: readonly [string, string];
    readonly terminal_id: string;
    readonly transaction_id: string;
  };
  readonly other_merchant: DemoClient & { readonly transaction_id: string };
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope?: string;
}

type Parameters = Readonly<Record<string, string>>;

/** merchant-payments in a process of its own, and how its clients talk to it. */
export interface Payments extends StartedExample<PaymentsDemo> {
  /** A request to a token endpoint, its parameters in a form. */
  ask(endpoint: 'issue' | 'refresh' | 'revoke', parameters: Parameters): Promise<Response>;
  /** Client credentials for tokens. Fails when there are none. */
  tokensOf(client: DemoClient, parameters?: Parameters): Promise<Tokens>;
  /** The access token alone. */
  tokenOf(client: DemoClient, parameters?: Parameters): Promise<string>;
  /** A request with a token and a JSON body, where they are given. */
  send(method: string, path: string, token?: string, body?: unknown): Promise<Response>;
}

export async function startPayments(env?: Environment): Promise<Payments> {
  const example = await startExample<PaymentsDemo>('merchant-payments', env);
  const ask: Payments['ask'] = (endpoint, parameters) =>
    fetch(`${example.url}/v1/auth/token/${endpoint}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    });
  const tokensOf: Payments['tokensOf'] = async ({ client_id, client_secret }, parameters) => {
    const grant_type = 'client_credentials';
    const response = await ask('issue', { grant_type, client_id, client_secret, ...parameters });
    expect(response.status).toBe(200);
    return jsonOf<Tokens>(response);
  };
  return {
    ...example,
    ask,
    tokensOf,
    tokenOf: async (client, parameters) => (await tokensOf(client, parameters)).access_token,
    send: (method, path, token, body) =>
      fetch(example.url + path, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

export const verifier = randomBytes(32).toString('base64url');

/** An authorization request of the public client, with changes; `undefined` leaves a parameter out. */
export function authorizationUrl(
  { url, demo }: Payments,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const parameters = {
    response_type: 'code',
    ...demo.public_client,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `${url}/v1/auth/authorize?${new URLSearchParams(given)}`;
}
