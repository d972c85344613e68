import { afterAll, describe, expect, it } from 'vitest';
import { administrationOf } from './administration.js';
import { expectOAuthError, expectProblem, jsonOf, startGateway } from './gateway.js';

const gateway = await startGateway();
const { administer, newClient, shown } = await administrationOf(gateway);

afterAll(() => gateway.stop());

describe('live authority: what changes applies to live tokens on the next request', () => {
  it('an API that is taken away is gone, and works again when it is given back', async () => {
    const client = await newClient({ apis: ['claims', 'billing'] });
    const token = await gateway.tokenOf(client);
    const statusOf = async (api: string, messageType: string) =>
      (await gateway.post(api, token, { messageType })).status;
    expect(await statusOf('billing', 'invoice')).toBe(200);
    const changed = await administer('PUT', `/${client.client_id}`, {
      apis: ['claims'],
      roles: ['full-sender'],
    });
    expect([changed.status, (await jsonOf(changed)).apis]).toEqual([200, ['claims']]);
    const refused = await gateway.post('billing', token, { messageType: 'invoice' });
    await expectProblem(refused, 403, { error: 'api_not_assigned' });
    expect(await statusOf('claims', 'claim-notification')).toBe(200);
    await administer('PUT', `/${client.client_id}`, { apis: ['billing'], roles: ['full-sender'] });
    expect(await statusOf('billing', 'invoice')).toBe(200);
    await expectOAuthError(await gateway.askToken(client, { scope: 'claims' }), 400, 'invalid_scope');
  });

  it('a live token gets no API that it was not issued for', async () => {
    const client = await newClient();
    const token = await gateway.tokenOf(client);
    await administer('PUT', `/${client.client_id}`, { apis: ['claims', 'billing'], roles: ['full-sender'] });
    const refused = await gateway.post('billing', token, { messageType: 'invoice' });
    expect([refused.status, (await jsonOf(refused)).error]).toEqual([403, 'insufficient_scope']);
  });

  it('a role that is taken away is gone, and a new one counts', async () => {
    const client = await newClient({ roles: ['full-sender'] });
    const token = await gateway.tokenOf(client);
    const send = () => gateway.post('claims', token, { messageType: 'estimate-submission' });
    expect((await send()).status).toBe(200);
    await administer('PUT', `/${client.client_id}`, { apis: ['claims'], roles: ['notifier'] });
    await expectProblem(await send(), 401, { error: 'message_type_not_allowed', challenge: 'Bearer' });
    await administer('PUT', `/${client.client_id}`, { apis: ['claims'], roles: [] });
    expect((await gateway.post('claims', token)).status).toBe(401);
    await administer('PUT', `/${client.client_id}`, { apis: ['claims'], roles: ['full-sender'] });
    expect((await send()).status).toBe(200);
  });

  it('suspended: neither old tokens nor new ones; resumed: they work again; revoked: never', async () => {
    const client = await newClient();
    const token = await gateway.tokenOf(client);
    const change = async (action: string) => {
      const response = await administer('POST', `/${client.client_id}/${action}`);
      return [response.status, (await jsonOf(response)).status];
    };
    const refused = async () => {
      const response = await gateway.post('claims', token);
      await expectProblem(response, 401, {
        error: 'invalid_token',
        challenge: 'Bearer error="invalid_token"',
      });
      await expectOAuthError(await gateway.askToken(client), 401, 'invalid_client');
    };
    // Seen often enough to be remembered.
    for (let sight = 0; sight < 3; sight += 1) expect((await gateway.post('claims', token)).status).toBe(200);
    expect(await change('suspend')).toEqual([200, 'suspended']);
    await refused();
    expect((await shown(client.client_id)).status).toBe('suspended');
    expect(await change('resume')).toEqual([200, 'active']);
    expect((await gateway.post('claims', token)).status).toBe(200);
    await gateway.tokenOf(client);
    expect(await change('revoke')).toEqual([200, 'revoked']);
    await refused();
    expect((await administer('POST', `/${client.client_id}/resume`)).status).toBe(409);
    expect((await administer('PUT', `/${client.client_id}`, { apis: [] })).status).toBe(409);
    expect((await administer('POST', `/${client.client_id}/secrets`)).status).toBe(409);
    await refused();
  });

  it('a change to one client leaves the others alone', async () => {
    const [changed, other] = [await newClient(), await newClient()];
    const token = await gateway.tokenOf(other);
    expect((await gateway.post('claims', token)).status).toBe(200);
    await administer('POST', `/${changed.client_id}/revoke`);
    expect((await gateway.post('claims', token)).status).toBe(200);
  });
});

describe('failure limits', () => {
  it('ten failures of a client in a minute: 429 with Retry-After, for the right secret too; others are unaffected', async () => {
    const [guessed, other] = [await newClient(), await newClient()];
    const wrong = { ...guessed, client_secret: 'wrong' };
    for (let failure = 0; failure < 10; failure += 1)
      await expectOAuthError(await gateway.askToken(wrong), 401, 'invalid_client');
    for (const client of [wrong, guessed]) {
      const response = await gateway.askToken(client);
      const seconds = Number(response.headers.get('retry-after'));
      expect([response.status, response.headers.get('cache-control')]).toEqual([429, 'no-store']);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    await gateway.tokenOf(other);
  });

  it('a burst of right secrets is never refused', async () => {
    const client = await newClient();
    const answers = await Promise.all(Array.from({ length: 40 }, () => gateway.askToken(client)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
