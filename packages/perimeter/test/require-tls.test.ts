import { type Decision, onDecision, refusals } from '@portcullis/core';
import type { Application } from 'express';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { type Served, serve } from '../../../test/support/serve.js';
import { type ServedTls, serveTls } from '../../../test/support/serve-tls.js';
import { requireTls } from '../src/require-tls.js';
import { exchange } from './support/exchange.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()));
});

async function plain(app: Application): Promise<Served> {
  const served = await serve(app);
  open.push(served);
  return served;
}

async function encrypted(...args: Parameters<typeof serveTls>): Promise<ServedTls> {
  const served = await serveTls(...args);
  open.push(served);
  return served;
}

describe('requireTls, created', () => {
  it.each([
    [{ minVersion: 'TLSv1.1' }, 'minVersion must be TLSv1.2 or TLSv1.3, not "TLSv1.1"'],
    [{ minVersion: 1.2 }, 'minVersion must be TLSv1.2 or TLSv1.3, not 1.2'],
    [{ minVersion: null }, 'minVersion must be TLSv1.2 or TLSv1.3, not null'],
    [{ minimumVersion: 'TLSv1.3' }, 'unknown option "minimumVersion"; known are minVersion'],
    [null, 'options must be an object'],
    ['TLSv1.3', 'options must be an object'],
  ])('refuses %j', (options, problem) => {
    const create = () => requireTls(options as unknown as { minVersion: 'TLSv1.3' });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(`Cannot create requireTls middleware: ${problem}`);
  });

  it('has a name for stack traces and route lists', () => {
    expect(requireTls().name).toBe('requireTlsMiddleware');
  });
});

describe.each(bothExpresses)('requireTls on %s', (_name, express) => {
  function app({
    trustProxy,
    options = {},
  }: {
    trustProxy?: unknown;
    options?: Parameters<typeof requireTls>[0];
  } = {}) {
    const made = express();
    if (trustProxy !== undefined) made.set('trust proxy', trustProxy);
    made.use(requireTls(options));
    made.get('/', (req, res) => {
      res.json({ secure: req.secure });
    });
    return made;
  }

  it('refuses plain HTTP, by a problem that no cache keeps and no challenge', async () => {
    const { url } = await plain(app());
    const answer = await exchange(url);
    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(JSON.parse(answer.body)).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'This service is reached by https only',
      error: 'tls_required',
      error_description: 'This service is reached by https only',
    });
  });

  it('tells of a refusal by a decision event', async () => {
    const { url } = await plain(app());
    const heard: Decision[] = [];
    const stop = onDecision((decision) => heard.push(decision));
    await exchange(url);
    stop();
    expect(heard).toEqual([
      { outcome: 'deny', guard: 'requireTls', reason: 'insecure_transport', status: 403 },
    ]);
  });

  it('leaves the answer to an app that asked for it', async () => {
    const made = express();
    made.use(refusals({ answer: (error, _req, res) => res.end(`mine: ${error.code}`) }), requireTls());
    const { url } = await plain(made);
    expect(await exchange(url)).toMatchObject({ status: 403, body: 'mine: tls_required' });
  });

  it.each([
    ['nobody is trusted', undefined],
    ['another address is trusted', '192.0.2.7'],
    ['no hop is trusted', 0],
    ['a function trusts nobody', () => false],
  ])('does not believe X-Forwarded-Proto where %s', async (_what, trustProxy) => {
    const { url } = await plain(app({ trustProxy }));
    expect(await exchange(url, { headers: { 'X-Forwarded-Proto': 'https' } })).toMatchObject({ status: 403 });
  });

  it.each([
    ['http'],
    [''],
    ['HTTPS'],
    ['wss'],
    ['https,'],
    ['https, http'],
    ['http, https'],
    ['https,https,http'],
    [['https', 'http']],
    [['http', 'https']],
  ])('refuses what a trusted proxy forwards as %j', async (protocol) => {
    const { url } = await plain(app({ trustProxy: 'loopback' }));
    expect(await exchange(url, { headers: { 'X-Forwarded-Proto': protocol } })).toMatchObject({
      status: 403,
    });
  });

  it('refuses plain HTTP from a trusted proxy that says nothing, or says it in another header', async () => {
    const { url } = await plain(app({ trustProxy: 'loopback' }));
    expect(await exchange(url)).toMatchObject({ status: 403 });
    const headers = { Forwarded: 'proto=https', 'X-Forwarded-Ssl': 'on', 'X-Forwarded-Scheme': 'https' };
    expect(await exchange(url, { headers })).toMatchObject({ status: 403 });
  });

  it('refuses what reached a trusted proxy in the clear, though the proxy itself comes by TLS', async () => {
    const { url, ca } = await encrypted(app({ trustProxy: 'loopback' }));
    expect(await exchange(url, { ca, headers: { 'X-Forwarded-Proto': 'http' } })).toMatchObject({
      status: 403,
    });
    expect(await exchange(url, { ca, headers: { 'X-Forwarded-Proto': 'https, http' } })).toMatchObject({
      status: 403,
    });
  });

  it('refuses an older TLS than the oldest that is accepted', async () => {
    const { url, ca } = await encrypted(app({ options: { minVersion: 'TLSv1.3' } }));
    const answer = await exchange(url, { ca, maxVersion: 'TLSv1.2' });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'tls_version_too_old' });
    expect(await exchange(url, { ca })).toMatchObject({ status: 200 });
  });

  it('RFC 9325 §3.1.1: refuses TLS 1.1 by default, where the server itself would take it', async () => {
    const lax = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const { url, ca } = await encrypted(app(), lax);
    expect(await exchange(url, { ca, ...lax, maxVersion: 'TLSv1.1' })).toMatchObject({ status: 403 });
    expect(await exchange(url, { ca, ...lax, maxVersion: 'TLSv1.2' })).toMatchObject({ status: 200 });
  });

  it('holds minVersion against the connection of a trusted proxy that comes by TLS', async () => {
    const { url, ca } = await encrypted(app({ trustProxy: 'loopback', options: { minVersion: 'TLSv1.3' } }));
    const headers = { 'X-Forwarded-Proto': 'https' };
    expect(await exchange(url, { ca, headers, maxVersion: 'TLSv1.2' })).toMatchObject({ status: 403 });
    expect(await exchange(url, { ca, headers })).toMatchObject({ status: 200 });
  });

  it.each(['http', 'https, http', ''])(
    'lets TLS through, whatever an untrusted caller forwards: %j',
    async (protocol) => {
      const { url, ca } = await encrypted(app());
      expect(await exchange(url, { ca, headers: { 'X-Forwarded-Proto': protocol } })).toMatchObject({
        status: 200,
      });
    },
  );

  it.each([
    ['loopback', 'https'],
    ['loopback', 'https, https'],
    ['loopback', ' https ,https '],
    [1, 'https'],
    [true, 'https'],
    [['192.0.2.0/24', '127.0.0.0/8'], 'https'],
    [(address: string) => address === '127.0.0.1', 'https'],
  ])('lets https through that a proxy vouches for: trust proxy %j, %j', async (trustProxy, protocol) => {
    const { url } = await plain(app({ trustProxy, options: { minVersion: 'TLSv1.3' } }));
    expect(await exchange(url, { headers: { 'X-Forwarded-Proto': protocol } })).toMatchObject({
      status: 200,
    });
  });

  it('takes the trust of the outer app in a mounted one, and on one route alone', async () => {
    const outer = express().set('trust proxy', 'loopback');
    outer.use('/mounted', app());
    outer.get('/route', requireTls(), (_req, res) => res.json({}));
    const { url } = await plain(outer);
    const headers = { 'X-Forwarded-Proto': 'https' };
    for (const path of ['/mounted', '/route']) {
      expect(await exchange(url + path, { headers })).toMatchObject({ status: 200 });
      expect(await exchange(url + path)).toMatchObject({ status: 403 });
    }
  });

  it('never lets through what Express calls insecure', async () => {
    const made = express().set('trust proxy', 'loopback');
    made.get('/express', (req, res) => res.json(req.secure));
    made.get('/ours', requireTls(), (_req, res) => res.json(true));
    const { url } = await plain(made);
    const hop = fc.constantFrom('https', 'http', 'HTTPS', 'https ', ' ', '', 'wss', 'https;q=1');
    const ask = fc.asyncProperty(fc.array(hop, { minLength: 1, maxLength: 3 }), async (hops) => {
      const headers = { 'X-Forwarded-Proto': hops.join(',') };
      const [theirs, ours] = await Promise.all([
        exchange(`${url}/express`, { headers }),
        exchange(`${url}/ours`, { headers }),
      ]);
      expect(ours.status === 200).toBe(theirs.body === 'true' && hops.every((one) => one.trim() === 'https'));
    });
    await fc.assert(ask, { numRuns: 60 });
  });
});

describe('requireTls on plain node:http and node:https', () => {
  let http: Served;
  let https: ServedTls;
  const guard = requireTls();
  const listener: Parameters<typeof serve>[0] = (req, res) => guard(req, res, () => res.end('in'));

  beforeAll(async () => {
    http = await serve(listener);
    https = await serveTls(listener);
  });
  afterAll(() => Promise.all([http.close(), https.close()]));

  it('refuses plain HTTP, whatever is forwarded', async () => {
    expect(await exchange(http.url)).toMatchObject({ status: 403 });
    expect(await exchange(http.url, { headers: { 'X-Forwarded-Proto': 'https' } })).toMatchObject({
      status: 403,
    });
  });

  it('lets TLS through, whatever is forwarded', async () => {
    expect(await exchange(https.url, { ca: https.ca })).toMatchObject({ status: 200, body: 'in' });
    const headers = { 'X-Forwarded-Proto': 'http' };
    expect(await exchange(https.url, { ca: https.ca, headers })).toMatchObject({ status: 200, body: 'in' });
  });
});
