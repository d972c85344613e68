import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer, type RawAnswer, sendText } from '../support/raw-request.js';
import { expectNothingTold, valuesOf } from './expect-refusal.js';
import { poisons } from './poisons.js';
import { createTarget, type Target } from './target.js';

/** Requests whose answer names the issuer, or might name the host. */
const questions: Readonly<
  Record<string, (target: Target) => readonly [line: string, headers: readonly string[], body: string]>
> = {
  metadata: () => ['GET /.well-known/oauth-authorization-server', [], ''],
  keys: () => ['GET /oauth/jwks', [], ''],
  'the challenge of a guard': () => ['GET /jwks', [], ''],
  'the refusal of a token': () => ['GET /local', ['Authorization: Bearer x.y.z'], ''],
  'the challenge of the token endpoint': () => ['POST /oauth/token', [form], 'grant_type=client_credentials'],
  'a path that there is not': () => ['GET /nowhere', [], ''],
  'a method that there is not': () => ['DELETE /oauth/token', [], ''],
};

const form = 'Content-Type: application/x-www-form-urlencoded';

let target: Target;

beforeAll(async () => {
  target = await createTarget(express);
});

afterAll(() => target.close());

describe.each(Object.entries(questions))('%s', (_, question) => {
  const [line, headers, body] = [
    () => question(target)[0],
    () => question(target)[1],
    () => question(target)[2],
  ];

  it.each(poisons.map((lines) => [lines.join(' | '), lines] as const))(
    'is to the letter the same with %s',
    async (_name, lines) => {
      const usual = await ask(line(), ['Host: 127.0.0.1', ...headers()], body());
      const poisoned = await ask(line(), [...lines, ...headers()], body());
      expect(withoutDate(poisoned)).toEqual(withoutDate(usual));
      expect(JSON.stringify(poisoned)).not.toContain('evil');
      expectNothingTold({ ...poisoned, body: '' }, lines.join('\n'));
    },
  );

  it('is to the letter the same for an absolute URL (RFC 9112 §3.2.2)', async () => {
    const usual = await ask(line(), ['Host: 127.0.0.1', ...headers()], body());
    const [method = '', path = ''] = line().split(' ');
    const absolute = await ask(
      `${method} http://evil.example${path}`,
      ['Host: evil.example', ...headers()],
      body(),
    );
    expect(withoutDate(absolute)).toEqual(withoutDate(usual));
  });
});

it.each(poisons.map((lines) => [lines.join(' | '), lines] as const))(
  'issues a token of the configured issuer, that is good here, with %s',
  async (_name, lines) => {
    const { id, secret } = target.client;
    const body = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    const answer = await ask('POST /oauth/token', [...lines, form], body);
    const token: string = JSON.parse(answer.body).access_token;
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: 'https://issuer.example', aud: 'https://api.example', sub: id });
    const used = await ask('GET /local', [...lines, `Authorization: Bearer ${token}`]);
    expect(used).toMatchObject({ status: 200, body: `{"caller":"${id}"}` });
  },
);

it('names nothing but the configured issuer in the metadata', async () => {
  const { body } = await ask('GET /.well-known/oauth-authorization-server', ['Host: evil.example']);
  const urls = body.match(/https?:[^"]+/g) ?? [];
  expect(urls.length).toBeGreaterThan(2);
  expect(
    urls.filter((url) => url !== 'https://issuer.example' && !url.startsWith('https://issuer.example/')),
  ).toEqual([]);
});

it('sends no header that lets another site read an answer', async () => {
  const origin = ['Host: 127.0.0.1', 'Origin: https://evil.example', 'Access-Control-Request-Method: POST'];
  for (const line of [
    'OPTIONS /oauth/token',
    'OPTIONS /jwks',
    'GET /jwks',
    'POST /oauth/token',
    'GET /oauth/jwks',
  ]) {
    const answer = await ask(line, origin);
    const cors = answer.headers.filter(([name]) => name.startsWith('access-control-'));
    expect([line, cors, valuesOf(answer, 'set-cookie')]).toEqual([line, [], []]);
  }
});

async function ask(line: string, headers: readonly string[], body = ''): Promise<RawAnswer> {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  const lines = [`${line} HTTP/1.1`, ...headers, 'Connection: close', ...length, '', body];
  return parseAnswer(await sendText(target.port, lines.join('\r\n')));
}

function withoutDate({ status, headers, body }: RawAnswer): RawAnswer {
  return { status, headers: headers.filter(([name]) => name !== 'date'), body };
}
