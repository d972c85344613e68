import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RawAnswer } from '../support/raw-request.js';
import {
  appCallback,
  type CodeTarget,
  createCodeTarget,
  getCode,
  newProof,
  post,
  refusalOf,
  sendRaw,
} from './code-target.js';
import { valuesOf } from './expect-refusal.js';
import { otherMediaTypes } from './other-media-types.js';
import { expresses } from './target.js';
import { form } from './token-request-attacks.js';

const kinds = ['code', 'refresh', 'refresh at a path of its own', 'revoke', 'introspect'] as const;

/** A request that is good, with its parameters in this order. */
interface Honest {
  readonly path: string;
  readonly body: string;
}

describe.each(expresses.map(([name, express], place) => ({ name, express, parsesBodies: place === 0 })))(
  '$name, which parses bodies before: $parsesBodies',
  ({ express, parsesBodies }) => {
    let target: CodeTarget;
    let honest: Readonly<Record<(typeof kinds)[number], Honest>>;

    beforeAll(async () => {
      target = await createCodeTarget({
        failureLimits: { perClient: 1000, perAddress: 10_000 },
        express,
        parsesBodies,
      });
    });
    afterAll(() => target.close());

    beforeEach(async () => {
      const proof = newProof();
      const code = await getCode(target, proof);
      const tokens = JSON.parse((await redeemed(await getCode(target, proof), proof.verifier)).body);
      const { client_id: id, client_secret: secret } = target.desk;
      const desk = `client_id=${id}&client_secret=${secret}`;
      const own = JSON.parse(
        (await post(target, '/oauth/token', { ...target.desk, grant_type: 'client_credentials' })).body,
      );
      honest = {
        code: {
          path: '/oauth/token',
          body: `grant_type=authorization_code&client_id=app&redirect_uri=${encodeURIComponent(appCallback)}&code=${code}&code_verifier=${proof.verifier}`,
        },
        refresh: {
          path: '/oauth/token',
          body: `grant_type=refresh_token&client_id=app&scope=accounts:read&refresh_token=${tokens.refresh_token}`,
        },
        'refresh at a path of its own': {
          path: '/oauth/refresh',
          body: `client_id=app&scope=accounts:read&refresh_token=${tokens.refresh_token}`,
        },
        revoke: {
          path: '/oauth/revoke',
          body: `${desk}&token_type_hint=access_token&token=${own.access_token}`,
        },
        introspect: { path: '/oauth/introspect', body: `${desk}&token=${own.access_token}` },
      };
    });

    describe.each(kinds)('RFC 6749 §3.2: %s', (kind) => {
      it('is answered, so that it is the attack that is refused below', async () => {
        expect((await send(honest[kind].body)).status).toBe(200);
      });

      it('refuses each parameter twice: the same, another, empty names aside, and encoded differently', async () => {
        const { body } = honest[kind];
        for (const pair of body.split('&')) {
          const [name = '', value] = pair.split('=');
          const spelled = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
          for (const more of [pair, `${name}=x`, `${spelled}=${value}`]) {
            expect([more, ...refusalOf(await send(`${body}&${more}`))]).toEqual([
              more,
              400,
              'invalid_request',
            ]);
            expect([more, ...refusalOf(await send(`${more}&${body}`))]).toEqual([
              more,
              400,
              'invalid_request',
            ]);
          }
        }
        // Nothing of all that has used anything up.
        expect((await send(body)).status).toBe(200);
      });

      it('takes no list or object for a parameter', async () => {
        const { body } = honest[kind];
        for (const pair of body.split('&')) {
          const [name = ''] = pair.split('=');
          if (name === 'token_type_hint' || name === 'scope') continue;
          for (const listed of [`${name}[]`, `${name}[0]`, `${name}[x]`, `${name}%5B%5D`, `${name}.0`]) {
            const answer = await send(body.replace(`${name}=`, `${listed}=`));
            expect([listed, answer.status >= 400 && answer.status < 500]).toEqual([listed, true]);
          }
        }
        expect((await send(body)).status).toBe(200);
      });

      it('takes no body of another media type', async () => {
        const { body } = honest[kind];
        const members = JSON.stringify(Object.fromEntries(new URLSearchParams(body)));
        for (const type of otherMediaTypes) {
          for (const text of [body, members]) {
            const answer = await send(text, [`Content-Type: ${type}`]);
            // A parser before us may have its own answer to what it cannot read.
            expect([type, answer.status]).toEqual([type, parsesBodies ? expect.toBeOneOf([400, 415]) : 400]);
            expect(answer.body).not.toMatch(/_token|active/);
          }
        }
        expect((await send(body)).status).toBe(200);
      });

      it('takes nothing from the URL, beside a body or without', async () => {
        const { path, body } = honest[kind];
        for (const text of [body, '']) {
          const answer = await send(text, [form], `POST ${path}?${body}`);
          expect(refusalOf(answer)).toEqual([400, 'invalid_request']);
        }
        expect((await send(body)).status).toBe(200);
      });

      it('is nothing for another method, whatever a header says of it', async () => {
        const { path, body } = honest[kind];
        const override = [form, 'X-HTTP-Method-Override: POST', 'X-Method-Override: POST'];
        for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE']) {
          const answer = await send(body, override, `${method} ${path}`);
          expect([method, answer.status, valuesOf(answer, 'allow')]).toEqual([method, 405, ['POST']]);
        }
        expect((await send(body)).status).toBe(200);
      });

      it('refuses 100 KiB and more', async () => {
        const { body } = honest[kind];
        expect(await send(`${body}&x=${'x'.repeat(102_400)}`)).toMatchObject({ status: 413 });
        expect((await send(body)).status).toBe(200);
      });

      function send(body: string, headers = [form], line = `POST ${honest[kind].path}`): Promise<RawAnswer> {
        return sendRaw(target, line, headers, body);
      }
    });

    it('has met no bug meanwhile', () => {
      expect(target.errors).toEqual([]);
    });

    function redeemed(code: string, verifier: string): Promise<RawAnswer> {
      return post(target, '/oauth/token', {
        grant_type: 'authorization_code',
        client_id: 'app',
        redirect_uri: appCallback,
        code,
        code_verifier: verifier,
      });
    }
  },
);
