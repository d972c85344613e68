import { apiKey, createApiKeys, type NewKeyDetails } from '@portcullis/api-key';
import { requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { allOf, type Decision, type Guard, onDecision, type Principal } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import express5, { type Request, type Response } from 'express';
import express4 from 'express4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { type Served, serve } from '../support/serve.js';
import { createTestIssuer, type TestIssuer } from '../support/test-issuer.js';
import {
  clientOf,
  compositions,
  type Expected,
  isBad,
  keyThenToken,
  mismatch,
  type State,
  states,
  through,
} from './key-and-token-compositions.js';

const expresses = [
  ['Express 4', express4 as unknown as typeof express5],
  ['Express 5', express5],
] as const;
const pairs = states.flatMap((key) => states.map((token) => [key, token] as const));

let issuer: TestIssuer;
let keyLines: Record<State, readonly string[]>;
let tokenLines: Record<State, readonly string[]>;
const keys = createApiKeys({
  store: createMemoryStore(),
  prefix: 'bank',
  peppers: ['a pepper of this test, 32 bytes long'],
});
const decisions: Decision[] = [];
afterAll(onDecision((decision) => decisions.push(decision)));

const issueFor = async (clientId: string, details: Partial<NewKeyDetails> = {}) =>
  (await keys.issue({ name: 'Key', clientId, ...details })).apiKey;

beforeAll(async () => {
  issuer = await createTestIssuer();
  const stranger = await createTestIssuer();
  const revoked = await keys.issue({ name: 'Key', clientId: 'app' });
  await keys.revoke(revoked.key.id);
  keyLines = {
    absent: [],
    malformed: ['API-Key: bank_live_x_y'],
    invalid: [`API-Key: ${revoked.apiKey}`],
    good: [`API-Key: ${await issueFor('app')}`],
    other: [`API-Key: ${await issueFor('other')}`],
  };
  tokenLines = {
    absent: [],
    malformed: ['Authorization: Bearer a b'],
    invalid: [`Authorization: Bearer ${stranger.mint()}`],
    good: [`Authorization: Bearer ${issuer.mint()}`],
    other: [`Authorization: Bearer ${issuer.mint({ client_id: 'other' })}`],
  };
});

const applicationOf = (options: object = {}) => apiKey({ keys, issuer: issuer.issuer, ...options });
const userOf = () =>
  bearer({
    ...{ issuer: issuer.issuer, audience: issuer.audience, algorithms: ['ES256'] },
    ...{ jwks: issuer.jwks, realm: 'api' },
  });

function serveGuards(express: typeof express5, guards: readonly Guard[]): Promise<Served> {
  const app = express();
  app.use(...guards);
  app.use((req: Request, res: Response) => {
    const { principal } = req;
    res.json({ caller: describeCaller(principal), scopes: principal?.scopes });
  });
  return serve(app);
}

function describeCaller(principal: Principal | undefined): string {
  if (principal === undefined) return 'nobody';
  return `${principal.client.id} by ${Object.keys(principal.credentials).sort().join(' and ')}`;
}

async function send({ port }: Served, ...lines: readonly string[]): Promise<RawAnswer> {
  decisions.length = 0;
  return rawRequest(port, ['GET / HTTP/1.1', ...lines]);
}

function expectAnswer({ status, headers, body }: RawAnswer, expected: Expected): void {
  const valuesOf = (name: string) => headers.filter(([found]) => found === name).map(([, value]) => value);
  const { caller, error } = JSON.parse(body);
  expect({ status, caller, error, challenges: valuesOf('www-authenticate') }).toEqual({
    status: expected.status,
    caller: expected.caller,
    error: expected.error,
    challenges: expected.challenges ?? [],
  });
  const isPrivate = expected.caller?.includes('apiKey') ? ['private'] : [];
  expect(valuesOf('cache-control')).toEqual(expected.status === 200 ? isPrivate : ['no-store']);
  expect(decisions.filter(({ outcome }) => outcome === 'deny')).toHaveLength(expected.status === 200 ? 0 : 1);
}

describe.each(expresses)('a key beside a token, on %s', (_, express) => {
  describe.each(compositions)('$name', ({ guards, expected }) => {
    let served: Served;
    beforeAll(async () => {
      served = await serveGuards(express, guards(applicationOf(), userOf()));
    });
    afterAll(() => served.close());

    it.each(pairs)('10 key %s, token %s', async (key, token) => {
      const answer = await send(served, ...keyLines[key], ...tokenLines[token]);
      expectAnswer(answer, expected(key, token));
    });
  });

  describe('allOf(key, token), where the key answers with 403 and may stand beside any client', () => {
    let served: Served;
    beforeAll(async () => {
      const application = applicationOf({ invalidCredentialStatus: 403, besideAnyClient: true });
      served = await serveGuards(express, [allOf(application, userOf())]);
    });
    afterAll(() => served.close());

    it.each(pairs)('10 key %s, token %s', async (key, token) => {
      const answer = await send(served, ...keyLines[key], ...tokenLines[token]);
      const usual = keyThenToken(key, token);
      if (isBad(key)) expectAnswer(answer, { ...usual, status: 403 });
      else expectAnswer(answer, usual === mismatch ? through(clientOf(token), 'apiKey', 'token') : usual);
    });
  });
});

describe('what a key and a token may do together', () => {
  const together = async (details: Partial<NewKeyDetails>, scope: string, ...guards: readonly Guard[]) => {
    const served = await serveGuards(express5, [applicationOf(), userOf(), ...guards]);
    const token = issuer.mint({ scope });
    const answer = await send(
      served,
      `API-Key: ${await issueFor('app', details)}`,
      `Authorization: Bearer ${token}`,
    );
    await served.close();
    return answer;
  };

  it.each([
    [{ scopes: ['a', 'b'] }, 'b c', ['b']],
    [{ scopes: ['a', 'b', 'c'] }, 'b', ['b']],
    [{ scopes: [] }, 'b c', []],
    [{}, 'b c', ['b', 'c']],
    [{ roles: ['r'], permissions: ['p:q'] }, 'b c', ['b', 'c']],
  ])('a key with %j cuts a token with "%s" to %j', async (details, scope, scopes) => {
    expect(JSON.parse((await together(details, scope)).body).scopes).toEqual(scopes);
  });

  it('6 no challenge where the token has the scope and the key cuts it', async () => {
    const cut = await together({ scopes: ['a'] }, 'a b', requireScopes('b'));
    expect(cut.status).toBe(403);
    expect(cut.headers.map(([name]) => name)).not.toContain('www-authenticate');
    const lacking = await together({}, 'a', requireScopes('b'));
    expect(lacking.headers).toContainEqual([
      'www-authenticate',
      'Bearer realm="api", scope="b", error="insufficient_scope"',
    ]);
  });
});
