import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { root, startForPeople } from '../support/start-example.js';
import { type Gateway, startGateway } from './gateway.js';

const hasCurl =
  spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0;

describe.skipIf(!hasCurl)('the lines that are printed to be copied, run by bash', () => {
  it.each([
    ['insurance-gateway', [401, 200, 400, 403, 401]],
    ['quickstart', [200, 401, 201]],
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
