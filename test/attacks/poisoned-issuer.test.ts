import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer, type RawAnswer, sendText } from '../support/raw-request.js';
import {
  authorizationRequest,
  type CodeTarget,
  createCodeTarget,
  issuerUrl,
  newProof,
  redeem,
} from './code-target.js';
import { expectNothingTold, valuesOf } from './expect-refusal.js';
import { poisons } from './poisons.js';

const form = 'Content-Type: application/x-www-form-urlencoded';
const desk = (target: CodeTarget) => String(new URLSearchParams(target.desk));
const proof = newProof();
const ask = (changes: Parameters<typeof authorizationRequest>[1] = {}) =>
  `GET /oauth/authorize?${authorizationRequest(proof, changes)}`;

/** Requests to each endpoint whose answer is always the same. */
const questions: Readonly<
  Record<string, (target: CodeTarget) => readonly [line: string, headers: readonly string[], body: string]>
> = {
  'metadata (RFC 8414)': () => ['GET /.well-known/oauth-authorization-server', [], ''],
  'metadata (OpenID)': () => ['GET /.well-known/openid-configuration', [], ''],
  keys: () => ['GET /oauth/jwks', [], ''],
  'the page of authorization': () => [ask({ redirect_uri: 'https://evil.test/' }), [], ''],
  'an error of authorization': () => [ask({ scope: 'admin' }), [], ''],
  'a denial': () => [`${ask()}&decision=deny`, [], ''],
  'a refusal of the token endpoint': (target) => [
    'POST /oauth/token',
    [form],
    `${desk(target)}&grant_type=x`,
  ],
  'a challenge of the token endpoint': () => ['POST /oauth/token', [form], 'grant_type=client_credentials'],
  'a refusal of the path for refreshing': () => [
    'POST /oauth/refresh',
    [form],
    'client_id=app&refresh_token=x',
  ],
  'a revocation': (target) => ['POST /oauth/revoke', [form], `${desk(target)}&token=x`],
  'an introspection': (target) => ['POST /oauth/introspect', [form], `${desk(target)}&token=x`],
  'a method that there is not': () => ['DELETE /oauth/authorize', [], ''],
};

describe.each([false, true])('with trust proxy %s', (trustsProxies) => {
  let target: CodeTarget;

  beforeAll(async () => {
    target = await createCodeTarget({
      trustsProxies,
      failureLimits: { perClient: 1000, perAddress: 10_000 },
    });
  });
  afterAll(() => target.close());

  describe.each(poisons.map((lines) => [lines.join(' | '), lines] as const))('%s', (_name, lines) => {
    it.each(Object.entries(questions))('%s is to the letter the same', async (_question, question) => {
      const [line, headers, body] = question(target);
      const usual = await send(line, ['Host: 127.0.0.1', ...headers], body);
      const poisoned = await send(line, [...lines, ...headers], body);
      expect(withoutDate(poisoned)).toEqual(withoutDate(usual));
      expect(JSON.stringify(poisoned)).not.toContain('evil');
      expectNothingTold({ ...poisoned, headers: [], body: '' }, lines.join('\n'));
    });

    it('a code goes to the client, and its token is of the configured issuer', async () => {
      const [location = ''] = valuesOf(await send(ask(), lines), 'location');
      const { origin, pathname, searchParams } = new URL(location);
      expect([origin + pathname, searchParams.get('iss')]).toEqual(['http://127.0.0.1/callback', issuerUrl]);
      const code = searchParams.get('code') ?? '';
      const { access_token: token } = JSON.parse(
        (await redeem(target, code, { code_verifier: proof.verifier })).body,
      );
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      expect(claims).toMatchObject({ iss: issuerUrl, sub: 'alice', client_id: 'app' });
    });
  });

  it('has met no bug meanwhile', () => {
    expect(target.errors).toEqual([]);
  });

  async function send(line: string, headers: readonly string[], body = ''): Promise<RawAnswer> {
    const length = body === '' ? [] : [`Content-Length: ${body.length}`];
    const lines = [`${line} HTTP/1.1`, ...headers, 'Connection: close', ...length, '', body];
    return parseAnswer(await sendText(target.port, lines.join('\r\n')));
  }
});

describe('where the user has to log in', () => {
  it.each(poisons.map((lines) => [lines.join(' | '), lines] as const))(
    'the host is told of the configured issuer alone, with %s',
    async (_name, lines) => {
      const urls: string[] = [];
      const target = await createCodeTarget({
        trustsProxies: true,
        authenticate(_req, { url, denialUrl }) {
          urls.push(url, denialUrl);
          return { page: '/login' };
        },
      });
      const head = [`${ask()} HTTP/1.1`, ...lines, 'Connection: close', '', ''];
      const answer = parseAnswer(await sendText(target.port, head.join('\r\n')));
      await target.close();
      expect(valuesOf(answer, 'location')).toEqual(['/login']);
      expect(urls.length).toBe(2);
      for (const url of urls) expect(url).toMatch(/^\/oauth\/authorize\?(?!.*evil)/);
    },
  );
});

function withoutDate({ status, headers, body }: RawAnswer): RawAnswer {
  return { status, headers: headers.filter(([name]) => name !== 'date'), body };
}
