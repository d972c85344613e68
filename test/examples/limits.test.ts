import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { expectProblem, jsonOf, startGateway } from './gateway.js';

const gateway = await startGateway({ FAILURE_LIMIT_PER_ADDRESS: '5', ACCESS_TOKEN_SECONDS: '1' });

afterAll(() => gateway.stop());

it('ACCESS_TOKEN_SECONDS: a token is good until it has expired', async () => {
  const [client] = gateway.demo.clients;
  const answer = await jsonOf<{ access_token: string; expires_in: number }>(await gateway.askToken(client));
  expect(answer.expires_in).toBe(1);
  const { exp } = JSON.parse(Buffer.from(answer.access_token.split('.')[1] ?? '', 'base64url').toString());
  while (Date.now() < exp * 1000) await setTimeout(exp * 1000 - Date.now());
  const refused = await gateway.post('claims', answer.access_token);
  await expectProblem(refused, 401, { error: 'invalid_token', challenge: 'Bearer error="invalid_token"' });
});

it('FAILURE_LIMIT_PER_ADDRESS: 429 for everybody there, before anything else is looked at', async () => {
  const [client] = gateway.demo.clients;
  const token = await gateway.tokenOf(client);
  const failures: number[] = [];
  while (failures.length < 10 && failures.at(-1) !== 429)
    failures.push(
      (await gateway.askToken({ client_id: `guess-${failures.length}`, client_secret: 'x' })).status,
    );
  // The expired token above is one of the five.
  expect(failures).toEqual([401, 401, 401, 401, 429]);
  const answers = [
    await gateway.askToken(client),
    await fetch(`${gateway.url}/oauth/token`, { method: 'POST', body: '{' }),
    await gateway.post('claims', token),
    await gateway.post('claims', undefined),
    await gateway.send('GET', '/admin/clients'),
  ];
  for (const { status, headers } of answers) {
    expect([status, headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
});
