import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchJsonObject } from '../src/fetch-json.js';
import { json, type KeyServer, startKeyServer } from './support/key-server.js';

const secret = 'a-secret-that-was-sent';
const post = {
  method: 'POST',
  headers: { authorization: `Basic ${secret}` },
  body: `token=${secret}`,
} as const;
let server: KeyServer;

afterEach(() => server.stop());

async function ask(answer: KeyServer['answer'], signal = new AbortController().signal): Promise<unknown> {
  server = await startKeyServer(answer);
  return fetchJsonObject(new URL(`${server.origin}/introspect`), signal, post);
}

const typed = (body: string | Buffer, headers = {}): KeyServer['answer'] => {
  return (_req, res) => res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
};

describe('fetchJsonObject', () => {
  it.each<[string, KeyServer['answer'], RegExp]>([
    ['another status', (_req, res) => res.writeHead(401).end(secret), /: status 401, no type$/],
    ['a redirect', (_req, res) => res.writeHead(307, { location: '/other' }).end(), /: status 307/],
    ['HTML', (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(), /: status 200, text/],
    ['no JSON', typed(`${secret} {`), /: it is no JSON object with unique members$/],
    ['an array', typed(`["${secret}"]`), /: it is no JSON object with unique members$/],
    ['a member twice', typed('{"active":false,"active":true}'), /unique members$/],
    ['more than it may be', typed(`{"a":"${'a'.repeat(600_000)}"}`), /: longer than 524288 bytes$/],
    [
      'a little that grows to more than it may be',
      typed(gzipSync(Buffer.alloc(600_000, 0x20)), { 'content-encoding': 'gzip' }),
      /: longer than 524288 bytes$/,
    ],
  ])('refuses %s, and repeats neither what was sent nor what came', async (_what, answer, message) => {
    const error: Error = await ask(answer).then(
      () => new Error('It was taken'),
      (thrown) => thrown,
    );
    expect(error.message).toMatch(message);
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain(secret);
    expect(server.requests).toEqual(['/introspect']);
  });

  it('ends when it is told to', async () => {
    const deadline = new AbortController();
    const asked = ask(() => deadline.abort(new Error('too late')), deadline.signal);
    await expect(asked).rejects.toThrow('too late');
  });

  it('sends method, headers and body, and asks for JSON', async () => {
    const echo: KeyServer['answer'] = async (req, res) => {
      const body = Buffer.concat(await req.toArray()).toString();
      const { authorization, accept } = req.headers;
      json({ method: req.method, authorization, accept, body })(req, res);
    };
    expect(await ask(echo)).toEqual({
      method: 'POST',
      authorization: `Basic ${secret}`,
      accept: 'application/json',
      body: `token=${secret}`,
    });
  });
});
