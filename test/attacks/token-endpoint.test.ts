import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer, sendText } from '../support/raw-request.js';
import { expectNothingTold, valuesOf } from './expect-refusal.js';
import { request } from './http-attack.js';
import { createTarget, expresses, type Target } from './target.js';
import { form, grant, known, tokenRequestAttacks } from './token-request-attacks.js';

describe.each(expresses)('hostile token requests, %s', (_, express) => {
  let target: Target;

  beforeAll(async () => {
    target = await createTarget(express);
  });

  afterAll(() => target.close());

  const fill = (text: string) => {
    const { id, secret } = target.client;
    const basic = Buffer.from(`${id}:${secret}`).toString('base64');
    return text.replaceAll('BASIC', basic).replaceAll('ID', id).replaceAll('SECRET', secret);
  };
  const send = async (line: string, headers: readonly string[], body: string) =>
    parseAnswer(await sendText(target.port, request(line, headers.map(fill), fill(body))));

  it.each([
    [[form], `${grant}&${known}`],
    [[form, 'Authorization: Basic BASIC'], grant],
  ])(
    'gives a token to an honest request, so that it is the attack that is refused below',
    async (headers, body) => {
      expect((await send('POST /oauth/token', headers, body)).status).toBe(200);
    },
  );

  describe.each(Object.entries(tokenRequestAttacks))('%s', (_title, rows) => {
    it.each(rows.map((row) => [row.flat().join(' | ').slice(0, 120), row] as const))(
      '%j',
      async (_name, row) => {
        const [error, headers, body] = row;
        const status = error === 'invalid_client' ? 401 : 400;
        const answer = await send('POST /oauth/token', headers, body);
        expect([answer.status, JSON.parse(answer.body).error]).toEqual([status, error]);
        expect(Object.keys(JSON.parse(answer.body))).toEqual(['error', 'error_description']);
        const challenges =
          status === 401 ? [expect.stringMatching(/^Basic realm="https:\/\/issuer\.example"/)] : [];
        expect(valuesOf(answer, 'www-authenticate')).toEqual(challenges);
        expect(valuesOf(answer, 'cache-control')).toEqual(['no-store']);
        // The answer may name the one media type that is taken.
        const secrets = headers.filter((header) => !header.startsWith('Content-Type'));
        expectNothingTold({ ...answer, headers: [] }, fill([...secrets, body].join('\n')));
      },
    );
  });

  it.each([
    ['announced', [form], `${grant}&${known}&x=${'x'.repeat(102_400)}`],
    ['announced, and not sent', [form, 'Content-Length: 102401'], ''],
    ['in chunks', [form, 'Transfer-Encoding: chunked'], `19001\r\n${'x'.repeat(102_401)}\r\n0\r\n\r\n`],
  ])('a body longer than 100 KiB, %s: 413', async (how, headers, body) => {
    const text =
      how === 'announced'
        ? request('POST /oauth/token', headers, body)
        : request('POST /oauth/token', headers) + body;
    const answer = parseAnswer(await sendText(target.port, text));
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([413, 'invalid_request']);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE'])(
    '%s: 405, whatever it brings',
    async (method) => {
      const answer = await send(
        `${method} /oauth/token`,
        [form, 'X-HTTP-Method-Override: POST'],
        `${grant}&${known}`,
      );
      expect([answer.status, valuesOf(answer, 'allow')]).toEqual([405, ['POST']]);
      expect(answer.body).not.toContain('access_token');
    },
  );

  it.each(['client_id=ID&client_secret=SECRET', 'grant_type=client_credentials', 'access_token=x', 'x', ''])(
    'RFC 6749 §2.3.1: parameters in the URL are refused: ?%s',
    async (query) => {
      const answer = await send(`POST /oauth/token?${fill(query)}`, [form], `${grant}&${known}`);
      expect([answer.status, JSON.parse(answer.body).error]).toEqual([400, 'invalid_request']);
    },
  );

  it('counts failures by the address of the socket, whatever address a header names', async () => {
    const statuses = new Set<number>();
    for (let failure = 0; failure < 340; failure += 1) {
      const headers = [
        form,
        `X-Forwarded-For: 10.0.${failure >> 8}.${failure & 255}`,
        `Forwarded: for=10.1.1.${failure % 256}`,
      ];
      const answer = await send(
        'POST /oauth/token',
        headers,
        `${grant}&client_id=guess-${failure}&client_secret=x`,
      );
      statuses.add(answer.status);
    }
    expect(statuses).toEqual(new Set([401, 429]));
  });

  it('has met no bug meanwhile', () => {
    expect(target.errors).toEqual([]);
  });
});
