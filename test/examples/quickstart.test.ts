import { afterAll, describe, expect, it } from 'vitest';
import { startExample } from '../support/start-example.js';
import { type DemoClient, expectOAuthError, expectProblem, jsonOf } from './gateway.js';

const example = await startExample<DemoClient>('quickstart');

afterAll(() => example.stop());

async function tokenOf(): Promise<string> {
  return (await jsonOf<{ access_token: string }>(await askToken(example.demo.client_secret))).access_token;
}

function askToken(client_secret: string): Promise<Response> {
  const { client_id } = example.demo;
  return fetch(`${example.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }),
  });
}

function write(token: string | undefined, body: string): Promise<Response> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${example.url}/notes`, {
    method: 'POST',
    headers: { ...authorization, 'content-type': 'application/json' },
    body,
  });
}

describe('quickstart', () => {
  it('announces one client', () => {
    expect(example.demo).toEqual({ client_id: 'demo', client_secret: expect.stringMatching(/^[\w-]{43,}$/) });
  });

  it('refuses a note without a token, and with one that is not good', async () => {
    await expectProblem(await write(undefined, '{"text":"x"}'), 401, { challenge: 'Bearer' });
    const refused = await write(`${await tokenOf()}x`, '{"text":"x"}');
    await expectProblem(refused, 401, { error: 'invalid_token', challenge: 'Bearer error="invalid_token"' });
    expect(await jsonOf(await fetch(`${example.url}/notes`))).toEqual({
      notes: [{ id: 1, text: 'The first note' }],
    });
  });

  it('refuses a token to a wrong secret', async () => {
    await expectOAuthError(await askToken('wrong'), 401, 'invalid_client');
  });

  it('refuses a body that cannot be read, in its own words', async () => {
    await expectProblem(await write(await tokenOf(), '{'), 400);
    expect((await write(await tokenOf(), '{}')).status).toBe(400);
  });

  it('takes a note with a token, and knows who wrote it', async () => {
    const response = await write(await tokenOf(), '{"text":"Hello"}');
    expect([response.status, await response.json()]).toEqual([201, { id: 2, text: 'Hello', by: 'demo' }]);
  });
});
