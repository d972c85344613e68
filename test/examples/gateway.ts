import { expect } from 'vitest';
import { type Environment, type StartedExample, startExample } from '../support/start-example.js';

export interface DemoClient {
  readonly client_id: string;
  readonly client_secret: string;
}

export interface DemoAccount extends DemoClient {
  readonly name: string;
  readonly apis: readonly string[];
  readonly roles: readonly string[];
  readonly message_types: readonly string[];
}

/** What the insurance gateway announces (`examples.md`). */
export interface GatewayDemo {
  readonly admin: DemoClient;
  readonly clients: readonly [all: DemoAccount, claimsOnly: DemoAccount, notifier: DemoAccount];
}

/** The insurance gateway in a process of its own, and how its clients talk to it. */
export interface Gateway extends StartedExample<GatewayDemo> {
  /** A token request with the secret in the body. */
  askToken(client: DemoClient, parameters?: Record<string, string>): Promise<Response>;
  /** An access token. Fails when there is none. */
  tokenOf(client: DemoClient, parameters?: Record<string, string>): Promise<string>;
  /** A request with a token and a JSON body, where they are given. */
  send(method: string, path: string, token?: string, body?: unknown): Promise<Response>;
  /** A message to an API. */
  post(api: string, token: string | undefined, message?: object): Promise<Response>;
}

export async function startGateway(env?: Environment): Promise<Gateway> {
  const example = await startExample<GatewayDemo>('insurance-gateway', env);
  const askToken: Gateway['askToken'] = ({ client_id, client_secret }, parameters) =>
    fetch(`${example.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        ...parameters,
      }),
    });
  const send: Gateway['send'] = (method, path, token, body) =>
    fetch(example.url + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    ...example,
    askToken,
    async tokenOf(client, parameters) {
      const response = await askToken(client, parameters);
      expect(response.status).toBe(200);
      return (await jsonOf<{ access_token: string }>(response)).access_token;
    },
    send,
    post: (api, token, message) => send('POST', `/api/${api}/messages`, token, messageOf(message)),
  };
}

/** The JSON in an answer, believed to be what the test goes on to look at. */
export async function jsonOf<Body = Readonly<Record<string, unknown>>>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

let sent = 0;

/** A claim notification that was not sent before, with changes. */
export function messageOf(changes: object = {}): object {
  sent += 1;
  return {
    messageType: 'claim-notification',
    messageId: `M-${sent}`,
    payload: { policy: 'P-77' },
    ...changes,
  };
}

/** What stands in a problem beside the usual members. */
interface Expected {
  readonly error?: string;
  /** Pointers of `errors`. */
  readonly fields?: readonly string[];
  /** Without its realm, which is the example's URL. */
  readonly challenge?: string | null;
}

const internals = /node_modules|node:|\bat .*:\d+|\.[cm]?[jt]s\b|express|zod|sqlite|portcullis|Error:/i;

/** `application/problem+json` with the members of the contract and no others, and nothing about the inside. */
export async function expectProblem(
  response: Response,
  status: number,
  expected: Expected = {},
): Promise<void> {
  const { error, fields, challenge = null } = expected;
  const text = await response.text();
  const told = challenge && withRealm(challenge, new URL(response.url).origin);
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([status, told]);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(text).not.toMatch(internals);
  const problem = JSON.parse(text);
  expect(problem).toEqual({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    ...(error !== undefined && { error, error_description: problem.detail }),
    ...(fields !== undefined && {
      errors: fields.map((pointer) => ({ pointer, detail: expect.any(String) })),
    }),
  });
  if ([401, 403, 429, 503].includes(status)) expect(response.headers.get('cache-control')).toBe('no-store');
}

function withRealm(challenge: string, realm: string): string {
  const [scheme, ...parameters] = challenge.split(' ');
  return [`${scheme} realm="${realm}"`, parameters.join(' ')].filter((part) => part !== '').join(', ');
}

/** OAuth error JSON (RFC 6749 §5.2), which no cache keeps; 401 always with a `Basic` challenge. */
export async function expectOAuthError(response: Response, status: number, error: string): Promise<void> {
  const text = await response.text();
  const body = JSON.parse(text);
  expect([response.status, body]).toEqual([status, { error, error_description: expect.any(String) }]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(text).not.toMatch(internals);
  const challenge = response.headers.get('www-authenticate');
  if (status === 401) expect(challenge).toMatch(/^Basic realm="/);
  else expect(challenge).toBeNull();
}
