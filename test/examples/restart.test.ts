import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from './gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-restart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const message = { messageType: 'claim-notification', messageId: 'M-1', payload: {} };
const administer = async (gateway: Gateway, path: string, body?: object) => {
  const admin = await gateway.tokenOf(gateway.demo.admin);
  return gateway.send('POST', `/admin/clients${path}`, admin, body);
};

describe.each(['SIGTERM', 'SIGKILL'] as const)('after %s the gateway', (signal) => {
  const env = { DATA_DIR: join(folder, signal) };

  it('has its clients, their secrets, its keys and its revocations, and shows no secret again', async () => {
    const first = await startGateway(env);
    const { demo } = first;
    const [all, claimsOnly] = demo.clients;
    const token = await first.tokenOf(all);
    const { reference } = (await (await first.post('claims', token, message)).json()) as {
      reference: string;
    };
    const created = await administer(first, '', { name: 'Acme', apis: ['claims'], roles: ['notifier'] });
    const acme = (await created.json()) as { client_id: string; client_secret: string };
    expect((await administer(first, `/${claimsOnly.client_id}/revoke`)).status).toBe(200);
    await first.stop(signal);

    const second = await startGateway({ ...env, PORT: String(first.port) });
    expect(JSON.stringify(second.demo)).not.toMatch(/secret/);
    expect(second.demo.clients.map(({ client_id }) => client_id)).toEqual(
      demo.clients.map(({ client_id }) => client_id),
    );
    const again = await second.post('claims', token, message);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ reference });
    expect((await second.askToken(acme)).status).toBe(200);
    expect((await second.askToken(claimsOnly)).status).toBe(401);
    expect((await second.stop()).code).toBe(0);
  });
});
