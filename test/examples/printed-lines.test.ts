import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { root, startForPeople } from '../support/start-example.js';
import { startBank } from './bank.js';
import { type Gateway, startGateway } from './gateway.js';
import { startPayments } from './payments.js';

const hasCurl =
  spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0;

describe.skipIf(!hasCurl)('the lines that are printed to be copied, run by bash', () => {
  it.each([
    ['insurance-gateway', [401, 200, 400, 403, 401]],
    ['quickstart', [200, 401, 201]],
    ['digital-banking', [401, 200, 401, 200, 201, 404, 403, 429, 200, 200, 403]],
    ['merchant-payments', [401, 200, 200, 404, 403, 200, 200, 401, 200, 200, 401, 200, 200, 200]],
  ])('%s answers as it is written: %j', async (name, statuses) => {
    const { announcement, stop } = await startForPeople(name);
    onTestFinished(async () => {
      await stop();
    });
    const [head, lines = ''] = announcement.split('Try:\n');
    expect(head).toMatch(/http:\/\/127\.0\.0\.1:\d+.*"client_secret": "[\w-]{43,}"/s);
    const script = lines.replace(/Ctrl-C stops it\.\n$/, '');
    const written = [...script.matchAll(/^\s*#.*?\b(\d{3}):/gm)].map(([, status]) => Number(status));
    expect(written).toEqual(statuses.slice(-written.length));
    expect(statusesIn(runBash(script))).toEqual(statuses);
  });
});

describe.skipIf(!hasCurl)('the lines of the README of insurance-gateway, run by bash', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.stop());

  const readme = readFileSync(join(root, 'examples/insurance-gateway/README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```\n(.*?)^```$/gms)].map(([, block = '']) => block);

  it('get a token and send a message', () => {
    const block = blocks.find((text) => text.includes('TOKEN=$(')) ?? '';
    const { client_id: ID, client_secret: SECRET } = gateway.demo.clients[0];
    expect(statusesIn(runBash(block, { URL: gateway.url, ID, SECRET }))).toEqual([200]);
  });

  it('administer clients', async () => {
    const block = blocks.find((text) => text.includes('$ADMIN')) ?? '';
    const ADMIN = await gateway.tokenOf(gateway.demo.admin);
    const [list = '', created = ''] = runBash(block.replaceAll(/^curl/gm, 'echo; curl -s'), {
      URL: gateway.url,
      ADMIN,
    })
      .trim()
      .split('\n');
    expect(JSON.parse(list).clients.length).toBeGreaterThanOrEqual(4);
    expect(JSON.parse(created)).toMatchObject({ client_secret: expect.any(String), roles: ['notifier'] });
  });
});

describe.skipIf(!hasCurl)('the lines of the README of digital-banking, run by bash', () => {
  it('tell the story of an application, of a user and of a key, as it is written', async () => {
    const bank = await startBank();
    onTestFinished(async () => {
      await bank.stop();
    });
    const readme = readFileSync(join(root, 'examples/digital-banking/README.md'), 'utf8');
    const script = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('\n');
    const { confidentialApp: app, trialApp, demo } = bank;
    const { username: NAME, password: PASSWORD } = bank.userOf('account-owner');
    const output = runBash(script, {
      ...{ URL: bank.url, KEY: app.api_key, APP: `${app.client_id}:${app.client_secret}` },
      ...{ TRIAL: trialApp.api_key, ADMIN: demo.admin.api_key, NAME, PASSWORD },
    });
    const written = [...script.matchAll(/# (\d{3})\b/g)].map(([, status]) => Number(status));
    expect(written.length).toBeGreaterThan(12);
    expect(statusesIn(output)).toEqual(written);
  });
});

describe.skipIf(!hasCurl)('the lines of the README of merchant-payments, run by bash', () => {
  it('tell the story of a key, of a suspension and of an app, as it is written', async () => {
    const payments = await startPayments();
    onTestFinished(async () => {
      await payments.stop();
    });
    const readme = readFileSync(join(root, 'examples/merchant-payments/README.md'), 'utf8');
    const script = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('\n');
    const [admin, operator] = payments.demo.keys.map(
      ({ client_id, client_secret }) => `${client_id}:${client_secret}`,
    );
    const { email: NAME, password: PASSWORD } = payments.demo.users[1];
    const output = runBash(script, {
      ...{ URL: payments.url, ADMIN: admin ?? '', OPERATOR: operator ?? '', NAME, PASSWORD },
    });
    const written = [...script.matchAll(/# (\d{3})\b/g)].map(([, status]) => Number(status));
    expect(written.length).toBeGreaterThan(8);
    expect(statusesIn(output)).toEqual(written);
    expect(output).toMatch(/"scope":"transactions:read transactions:manage terminals:assign"/);
  });
});

function runBash(script: string, env: Readonly<Record<string, string>> = {}): string {
  const { stdout, status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 15_000,
  });
  expect(status).toBe(0);
  return stdout;
}

function statusesIn(output: string): readonly number[] {
  return [...output.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}
