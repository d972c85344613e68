import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer, sendText } from '../support/raw-request.js';
import { request } from './http-attack.js';
import { createTarget, expresses, type Target } from './target.js';

const json = 'Content-Type: application/json';

describe.each(expresses)('connections, %s', (_, express) => {
  let target: Target;

  beforeAll(async () => {
    target = await createTarget(express);
  });

  afterEach(() => {
    expect(target.errors).toEqual([]);
  });

  afterAll(() => target.close());

  const bearer = (token = target.forges.jwks.mint()) => `Authorization: Bearer ${token}`;
  const kept = (text: string) => text.replace('Connection: close\r\n', '');

  it('judges each request on a connection by itself, whoever came before on it', async () => {
    target.ran.length = 0;
    const none = request('GET /jwks');
    const good = request('GET /jwks', [bearer()]);
    const bad = request('GET /jwks', ['Authorization: Bearer x.y.z']);
    const text = await sendText(target.port, [good, none, good, bad, good].map(kept).join('') + none);
    expect(statusesIn(text)).toEqual([200, 401, 200, 401, 200, 401]);
    expect(target.ran).toHaveLength(3);
  });

  it('takes no body for a second request', async () => {
    target.ran.length = 0;
    const hidden = request('GET /jwks', [bearer()]);
    const text = await sendText(target.port, request('POST /jwks', [], hidden));
    expect([statusesIn(text), target.ran]).toEqual([[401], []]);
  });

  it('reads a request that comes byte by byte as any other', async () => {
    target.ran.length = 0;
    const text = request('POST /notes', [bearer(), json], '{"text":"x"}');
    const answer = parseAnswer(await sendSlowly(target.port, text));
    expect([answer.status, target.ran]).toEqual([200, ['/notes']]);
  });

  it('goes on with a client that expects to be asked for the body', async () => {
    const text = await sendText(target.port, request('POST /notes', ['Expect: 100-continue', json], '{}'));
    expect(statusesIn(text)).toEqual([100, 401]);
  });

  it('closes a connection that asks for a tunnel', async () => {
    expect(await sendText(target.port, request('CONNECT jwks:443', [bearer()]))).toBe('');
  });

  it.each([
    ['in the request line', () => 'GET /jwks HT'],
    ['in a header', () => request('GET /jwks', [bearer()]).slice(0, -60)],
    [
      'in the body, before the guard',
      () => `${request('POST /notes', [json, 'Content-Length: 1000'])}{"text":`,
    ],
    [
      'in the body, behind the guard',
      () => `${request('POST /notes', [bearer(), json, 'Content-Length: 1000'])}{"text":`,
    ],
    [
      'in a chunk',
      () => `${request('POST /notes', [bearer(), json, 'Transfer-Encoding: chunked'])}400\r\n{"text":`,
    ],
    [
      'in the body of a token request',
      () => `${request('POST /oauth/token', [form, 'Content-Length: 1000'])}grant_type=`,
    ],
    [
      'in a chunk of a token request',
      () => `${request('POST /oauth/token', [form, 'Transfer-Encoding: chunked'])}400\r\ngrant`,
    ],
    ['in the body of an administration request', () => `${administer()}{"name":`],
    ['behind a whole request, before its answer', () => request('GET /jwks', [bearer()])],
  ])('lives on when 25 clients break off at once: %s', async (_name, text) => {
    target.ran.length = 0;
    await Promise.all(Array.from({ length: 25 }, () => breakOff(target.port, text())));
    const ran = target.ran.filter((path) => path !== '/jwks');
    const answer = parseAnswer(await sendText(target.port, request('GET /jwks', [bearer()])));
    expect([ran, answer.status]).toEqual([[], 200]);
  });

  it('leaves the prototype of objects alone, whatever members a body has', async () => {
    const before = Reflect.ownKeys(Object.prototype);
    const members =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"hasOwnProperty":1}';
    const fields =
      '__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__.polluted=1&toString=1&hasOwnProperty=1';
    const bodies = [
      ['POST /notes', json, members],
      ['POST /notes', form, fields],
      ['POST /parsed', json, members],
      ['POST /parsed', form, fields],
      ['POST /form', form, fields],
      ['POST /admin/clients', json, members],
      ['POST /oauth/token', form, fields],
      [`POST /jwks?${fields}`, json, members],
      [`POST /query?${fields}`, json, members],
    ] as const;
    for (const [line, type, body] of bodies) {
      const token = line.includes('admin')
        ? target.forges.local.mint({ scope: 'clients:manage' })
        : undefined;
      const answer = parseAnswer(await sendText(target.port, request(line, [bearer(token), type], body)));
      expect([line, answer.status < 500]).toEqual([line, true]);
    }
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes no member of every object for a client or its member: %s',
    async (name) => {
      const administrator = bearer(target.forges.local.mint({ scope: 'clients:manage' }));
      const send = async (line: string, body = '') =>
        parseAnswer(await sendText(target.port, request(line, [administrator, json], body)));
      expect(await send(`GET /admin/clients/${name}`)).toMatchObject({ status: 404 });
      expect(await send(`POST /admin/clients/${name}/suspend`)).toMatchObject({ status: 404 });
      const created = await send(
        'POST /admin/clients',
        `{"name":"x","${name}":{"scopes":["clients:manage"]}}`,
      );
      expect(created.status).toBe(400);
      expect(JSON.parse(created.body).errors).toMatchObject([{ pointer: `/${name}` }]);
      const given = await send('POST /admin/clients', `{"name":"x","scopes":["${name}"]}`);
      expect(given).toMatchObject({ status: 403 });
    },
  );

  function administer(): string {
    const token = target.forges.local.mint({ scope: 'clients:manage' });
    return request('POST /admin/clients', [bearer(token), json, 'Content-Length: 1000']);
  }
});

const form = 'Content-Type: application/x-www-form-urlencoded';

function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

/** One byte in each turn of the event loop. */
async function sendSlowly(port: number, text: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const answer = readAll(socket);
  for (const char of text) {
    socket.write(char, 'latin1');
    await new Promise(setImmediate);
  }
  return answer;
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

/** Sends, and resets the connection as soon as that has left. */
function breakOff(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.write(text, 'latin1', () => socket.resetAndDestroy());
  });
}
