import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Decision, onDecision } from '@portcullis/core';
import type { Application, ErrorRequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { serve } from '../../../test/support/serve.js';
import { ipAllowList } from '../src/ip-allow-list.js';
import { exchange } from './support/exchange.js';

const everybody = ['0.0.0.0/0', '::/0'];
const elsewhere = ['192.0.2.0/24', '2001:db8::/32'];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()));
});

/** The status for a request from 127.0.0.1, with this `X-Forwarded-For`. */
async function statusOf(app: Application, forwardedFor?: string | string[]): Promise<number | undefined> {
  const served = await serve(app);
  open.push(served);
  const headers = forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
  return (await exchange(served.url, { headers })).status;
}

describe('ipAllowList, created', () => {
  it.each([
    [[], 'an array of at least one address or network is needed'],
    ['127.0.0.1', 'an array of at least one address or network is needed'],
    [undefined, 'an array of at least one address or network is needed'],
    [['127.0.0.1', ''], '"" is not an IPv4 or IPv6 address or network'],
    [['127.0.0.1,::1'], '"127.0.0.1,::1" is not an IPv4 or IPv6 address or network'],
    [['10.0.0.0/33'], '"10.0.0.0/33" has a prefix that is not a number from 0 to 32'],
    [['10.0.0.5/8'], '"10.0.0.5/8" has bits set after its prefix; give the network, or the address alone'],
  ])('refuses the list %j', (networks, problem) => {
    const create = () => ipAllowList(networks as unknown as string[]);
    expect(create).toThrow(new TypeError(`Cannot create ipAllowList middleware: ${problem}`));
  });

  it.each([
    [{ trustProxy: true }, 'unknown option "trustProxy"; known are acceptForwardedFor'],
    [{ acceptForwardedFor: 'false' }, 'acceptForwardedFor must be true or false'],
    [{ acceptForwardedFor: null }, 'acceptForwardedFor must be true or false'],
    [true, 'options must be an object'],
  ])('refuses the options %j', (options, problem) => {
    const create = () => ipAllowList(everybody, options as unknown as { acceptForwardedFor: boolean });
    expect(create).toThrow(new TypeError(`Cannot create ipAllowList middleware: ${problem}`));
  });

  it('has a name for stack traces and route lists', () => {
    expect(ipAllowList(everybody).name).toBe('ipAllowListMiddleware');
  });
});

describe.each(bothExpresses)('ipAllowList on %s', (_name, express) => {
  function app(networks: string[], trustProxy?: unknown, options?: { acceptForwardedFor: boolean }) {
    const made = express();
    if (trustProxy !== undefined) made.set('trust proxy', trustProxy);
    made.use(ipAllowList(networks, options));
    made.get('/', (_req, res) => {
      res.json({});
    });
    return made;
  }
  const behindProxy = (networks: string[], trustProxy: unknown) =>
    app(networks, trustProxy, { acceptForwardedFor: true });

  it('refuses an address that is not listed, by a problem that no cache keeps and that does not tell the list', async () => {
    const served = await serve(app(elsewhere));
    open.push(served);
    const answer = await exchange(served.url);
    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(answer.body)).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'This service does not take requests from this address',
      error: 'address_not_allowed',
      error_description: 'This service does not take requests from this address',
    });
  });

  it('tells of a refusal by a decision event', async () => {
    const heard: Decision[] = [];
    const stop = onDecision((decision) => heard.push(decision));
    await statusOf(app(elsewhere));
    stop();
    expect(heard).toEqual([
      { outcome: 'deny', guard: 'ipAllowList', reason: 'address_not_allowed', status: 403 },
    ]);
  });

  it.each([undefined, 'loopback', 1, true])(
    'judges the address of the socket unless told otherwise: trust proxy %j',
    async (trustProxy) => {
      expect(await statusOf(app(elsewhere, trustProxy), '192.0.2.7')).toBe(403);
      expect(await statusOf(app(['127.0.0.1'], trustProxy), '192.0.2.7')).toBe(200);
    },
  );

  it('does not believe X-Forwarded-For where nobody, or somebody else, is trusted', async () => {
    expect(await statusOf(behindProxy(elsewhere, undefined), '192.0.2.7')).toBe(403);
    expect(await statusOf(behindProxy(elsewhere, false), '192.0.2.7')).toBe(403);
    expect(await statusOf(behindProxy(elsewhere, '198.51.100.1'), '192.0.2.7')).toBe(403);
  });

  it.each([
    ['198.51.100.7'],
    ['192.0.2.7, 198.51.100.7'],
    ['2001:db9::1'],
    ['unknown'],
    ['_hidden'],
    ['192.0.2.7:443'],
    ['[2001:db8::1]'],
    ['[2001:db8::1]:443'],
    ['192.0.2.7, garbage'],
    ['192.0.2.007'],
    ['192.0.2.7;'],
    ['"192.0.2.7"'],
    [','],
    [['192.0.2.7', '198.51.100.7']],
  ])('refuses what a trusted proxy forwards as %j', async (forwardedFor) => {
    expect(await statusOf(behindProxy(elsewhere, 'loopback'), forwardedFor)).toBe(403);
  });

  it('refuses the proxy itself where it forwards nothing and is not listed', async () => {
    expect(await statusOf(behindProxy(elsewhere, 'loopback'))).toBe(403);
    expect(await statusOf(behindProxy(elsewhere, 'loopback'), '')).toBe(403);
  });

  it.each([
    ['loopback', '192.0.2.7'],
    ['loopback', '::ffff:192.0.2.7'],
    ['loopback', '2001:db8::7'],
    ['loopback', '198.51.100.7, 192.0.2.7'],
    ['loopback', 'garbage, 192.0.2.7'],
    [1, '198.51.100.7, 192.0.2.7'],
    [['loopback', '198.51.100.0/24'], '192.0.2.7, 198.51.100.7'],
    [(address: string) => address === '127.0.0.1', '192.0.2.7'],
  ])(
    'lets a listed address through that a proxy vouches for: trust proxy %j, %j',
    async (trustProxy, forwardedFor) => {
      expect(await statusOf(behindProxy(elsewhere, trustProxy), forwardedFor)).toBe(200);
    },
  );

  it('takes an app that believes every caller for a mistake: an error, never through', async () => {
    const made = behindProxy(everybody, true);
    const errors: unknown[] = [];
    const keep: ErrorRequestHandler = (error, _req, res, _next) => {
      errors.push(error);
      res.status(500).end();
    };
    expect(await statusOf(made.use(keep), '192.0.2.7')).toBe(500);
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('"trust proxy" is true') }),
    ]);
  });

  it('lets a listed address through', async () => {
    expect(await statusOf(app(['::1', '127.0.0.0/8']))).toBe(200);
    expect(await statusOf(app(['127.0.0.1']))).toBe(200);
  });
});

describe('ipAllowList on plain node:http', () => {
  async function through(listened: object, networks: string[], request: { socketPath?: string } = {}) {
    const guard = ipAllowList(networks, { acceptForwardedFor: true });
    const server = createServer((req, res) => guard(req, res, () => res.end('in')));
    await new Promise<void>((resolve) => server.listen(listened, resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 80;
    const headers = { 'X-Forwarded-For': '192.0.2.7' };
    const answer = await exchange(`http://127.0.0.1:${port}`, { headers, ...request });
    await new Promise((resolve) => server.close(resolve));
    return answer.status === 200 && answer.body === 'in';
  }

  it('refuses a caller on a Unix socket, who has no address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-'));
    const socketPath = join(folder, 'socket');
    expect(await through({ path: socketPath }, everybody, { socketPath })).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('never looks at X-Forwarded-For', async () => {
    const host = '127.0.0.1';
    expect(await through({ host, port: 0 }, elsewhere)).toBe(false);
    expect(await through({ host, port: 0 }, ['127.0.0.1'])).toBe(true);
  });

  it('knows an IPv4 caller of a listener for both families', async () => {
    expect(await through({ port: 0 }, ['127.0.0.1'])).toBe(true);
    expect(await through({ port: 0 }, ['::/0'])).toBe(false);
  });
});
