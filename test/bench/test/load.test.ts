import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../support/serve.js';
import { formatRequest } from '../src/harness/bench-request.js';
import { createLoad } from '../src/harness/load.js';
import { createLocalLoad } from '../src/harness/local-load.js';
import { readStatus } from '../src/harness/read-status.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const requests = ['/first', '/second', '/third'].map((path) =>
  formatRequest({ method: 'POST', path, headers: { 'X-Test': 'yes' }, body: 'größe=1' }),
);

/** Sums what arrives, and answers `status`. */
function counting(status: number) {
  const seen = new Map<string, number>();
  const bodies = new Set<string>();
  const listener: RequestListener = (req, res) => {
    seen.set(req.url!, (seen.get(req.url!) ?? 0) + 1);
    let body = '';
    req.on('data', (chunk) => {
      body += chunk.toString('latin1');
    });
    req.on('end', () => {
      bodies.add(body);
      res.writeHead(status, { 'Content-Length': 2 }).end('ok');
    });
  };
  return { seen, bodies, listener };
}

describe('load', () => {
  it('fails on a status that is not expected', async () => {
    served = await serve(counting(503).listener);
    await expect(createLoad({ port: served.port, requests, status: 200 }).run(0.1)).rejects.toThrow(
      'Answered 503 instead of 200',
    );
  });

  it('fails when the server closes connections', async () => {
    served = await serve((req) => req.socket.end());
    await expect(createLoad({ port: served.port, requests, status: 200 }).run(0.1)).rejects.toThrow(
      'A connection was closed by the server',
    );
  });

  it('fails when the server never answers', async () => {
    served = await serve(() => {});
    await expect(createLoad({ port: served.port, requests, status: 200 }).run(0.1)).rejects.toThrow(
      'Answered nothing in 0.1 s',
    );
  });

  it('sends the requests in turn, and counts their answers', async () => {
    const { seen, bodies, listener } = counting(200);
    served = await serve(listener);
    const { answers } = await createLoad({ port: served.port, requests, status: 200 }).run(0.1);
    const sent = [...seen.values()].reduce((sum, count) => sum + count, 0);
    expect([...seen.keys()].sort()).toEqual(['/first', '/second', '/third']);
    expect(sent - answers).toBeGreaterThanOrEqual(0);
    expect(sent - answers).toBeLessThanOrEqual(64);
    expect([...bodies]).toEqual([Buffer.from('größe=1').toString('latin1')]);
  });
});

describe('a load of so many requests', () => {
  it('fails on a status that is not expected', async () => {
    served = await serve(counting(503).listener);
    await expect(createLoad({ port: served.port, requests, status: 200 }).send(100)).rejects.toThrow(
      'Answered 503 instead of 200',
    );
  });

  it.each([1, 64, 300])('sends %s and no more', async (count) => {
    const { seen, listener } = counting(200);
    served = await serve(listener);
    await createLoad({ port: served.port, requests, status: 200 }).send(count);
    expect([...seen.values()].reduce((sum, sent) => sum + sent, 0)).toBe(count);
  });
});

describe('a steady load', () => {
  const pace = { perSecond: 400, seconds: 0.25 };

  it('fails on a status that is not expected', async () => {
    served = await serve(counting(503).listener);
    await expect(createLoad({ port: served.port, requests, status: 200 }).runSteadily(pace)).rejects.toThrow(
      'Answered 503 instead of 200',
    );
  });

  it('sends so many a second', async () => {
    const { seen, listener } = counting(200);
    served = await serve(listener);
    const begun = performance.now();
    const { median, p99 } = await createLoad({ port: served.port, requests, status: 200 }).runSteadily(pace);
    expect(performance.now() - begun).toBeGreaterThan(245);
    expect([...seen.values()].reduce((sum, sent) => sum + sent, 0)).toBe(100);
    expect(median).toBeGreaterThan(0);
    expect(p99).toBeGreaterThanOrEqual(median);
  });

  it('counts from when a request was due, though the server was not listening then', async () => {
    const { listener } = counting(200);
    let isFirst = true;
    served = await serve((req, res) => {
      const until = performance.now() + (isFirst ? 150 : 0);
      isFirst = false;
      while (performance.now() < until);
      listener(req, res);
    });
    const { p99, median } = await createLoad({ port: served.port, requests, status: 200 }).runSteadily(pace);
    expect(p99).toBeGreaterThan(100);
    expect(median).toBeGreaterThan(15);
  });
});

describe('load without a network', () => {
  it('fails on a status that is not expected', async () => {
    const load = createLocalLoad(createServer(counting(503).listener), requests, 200);
    await expect(load.run(0.1)).rejects.toThrow('Answered 503 instead of 200');
  });

  it('fails when the server closes connections', async () => {
    const server = createServer((req) => req.socket.end());
    await expect(createLocalLoad(server, requests, 200).run(0.1)).rejects.toThrow(
      'A connection was closed by the server',
    );
  });

  it('sends the requests in turn, and measures CPU', async () => {
    const { seen, listener } = counting(200);
    const server = createServer(listener);
    const { microsecondsPerAnswer } = await createLocalLoad(server, requests, 200).run(0.1);
    const counts = [...seen.values()];
    expect(counts).toHaveLength(3);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(microsecondsPerAnswer).toBeGreaterThan(0);
  });
});

describe('readStatus', () => {
  const whole = 'HTTP/1.1 401 Unauthorized\r\nDate: now\r\ncontent-length: 4\r\n\r\nbody';
  const read = (text: string) => readStatus(Buffer.from(text, 'latin1'));

  it.each([
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'without Content-Length'],
    [`${whole}HTTP`, '4 bytes more than announced'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('waits until an answer is whole', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(read(whole.slice(0, length))).toBeUndefined();
    }
    expect(read(whole)).toBe(401);
  });
});
