import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAnswer } from '../support/raw-request.js';
import { startByNpm } from '../support/start-example.js';
import { type Gateway, startGateway } from './gateway.js';

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  let gateway: Gateway;

  afterEach(() => gateway.stop());

  it('answers the running request in full, refuses new connections, ends idle ones, exits 0', async () => {
    gateway = await startGateway();
    const neverUsed = await open(gateway.port);
    const idle = await open(gateway.port);
    idle.write('GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: x\r\n\r\n');
    await heard(idle, '}');
    const { running, finish } = await beginTokenRequest(gateway);

    const ended = gateway.stop(signal);
    await Promise.all([closed(neverUsed), closed(idle)]);
    expect(await refusalOf(gateway.port)).toMatch(/ECONNREFUSED/);
    // Ctrl-C reaches it twice: through the terminal, and through npm.
    process.kill(gateway.pid, signal);

    const answer = parseAnswer((await finish()).replace('HTTP/1.1 100 Continue\r\n\r\n', ''));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ token_type: 'Bearer' });
    await closed(running);
    const { code, stdout, stderr } = await ended;
    expect([code, stdout]).toEqual([0, gateway.announcement]);
    expect(stderr).toBe('');
  });
});

describe('npm start -- insurance-gateway --json', () => {
  it.each([
    ['npm alone', (pid: number) => pid],
    ['the whole group', (pid: number) => -pid],
  ])('leaves nobody behind when SIGTERM comes to %s', async (_, receiverOf) => {
    const npm = startByNpm('insurance-gateway');
    const { url, pid } = await npm.ready;
    expect((await fetch(`${url}/oauth/jwks`)).status).toBe(200);
    process.kill(receiverOf(npm.pid), 'SIGTERM');
    // The server has npm's stdout: that closes when both have ended.
    await npm.closed;
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(fetch(url)).rejects.toThrow();
  });
});

/** A token request of which half the body is there. The server has begun with it: it asked for the body. */
async function beginTokenRequest({ port, demo }: Gateway) {
  const { client_id, client_secret } = demo.clients[0];
  const body = `grant_type=client_credentials&client_id=${client_id}&client_secret=${client_secret}`;
  const head = [
    'POST /oauth/token HTTP/1.1',
    'Host: x',
    'Expect: 100-continue',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ];
  const running = await open(port);
  running.write(`${head.join('\r\n')}\r\n\r\n`);
  await heard(running, '100 Continue\r\n\r\n');
  running.write(body.slice(0, 20));
  return {
    running,
    finish() {
      running.write(body.slice(20));
      return heard(running, '}');
    },
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      // A reset is an end, too.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/**
 * Why a connection is not taken. Node ends idle connections a moment before it stops listening: one that slips in between
 * is ended too, and another one tried.
 */
async function refusalOf(port: number): Promise<string> {
  for (;;) {
    try {
      await closed(await open(port));
    } catch (error) {
      return String(error);
    }
  }
}

/** What arrives from now on, up to these words. */
function heard(socket: Socket, lastWords: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const closing = () => reject(new Error(`The connection ended behind ${JSON.stringify(text)}`));
    const hear = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (!text.endsWith(lastWords)) return;
      socket.off('data', hear).off('close', closing);
      resolve(text);
    };
    socket.on('data', hear).once('close', closing);
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    socket.once('close', () => resolve());
    socket.resume();
  });
}
