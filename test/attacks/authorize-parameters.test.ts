import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appCallback,
  authorizationRequest,
  authorize,
  type CodeTarget,
  createCodeTarget,
  newProof,
  sendRaw,
} from './code-target.js';
import { valuesOf } from './expect-refusal.js';
import { otherMediaTypes } from './other-media-types.js';
import { expresses } from './target.js';
import { form } from './token-request-attacks.js';

describe.each(expresses.map(([name, express], place) => ({ name, express, parsesBodies: place === 0 })))(
  'RFC 6749 §3.1: parameters of authorization, $name, which parses bodies before: $parsesBodies',
  ({ express, parsesBodies }) => {
    let target: CodeTarget;
    const proof = newProof();

    beforeAll(async () => {
      target = await createCodeTarget({ express, parsesBodies });
    });
    afterAll(() => target.close());

    it('tells the client of each parameter that stands twice, and nobody of a client or place that does', async () => {
      const query = String(authorizationRequest(proof));
      for (const name of new URLSearchParams(query).keys()) {
        const answer = await authorize(target, `${query}&${name}=x`);
        const [location] = valuesOf(answer, 'location');
        if (name === 'client_id' || name === 'redirect_uri') {
          expect([name, answer.status, location]).toEqual([name, 400, undefined]);
          continue;
        }
        expect([name, answer.status, location?.startsWith(`${appCallback}?error=invalid_request`)]).toEqual([
          name,
          303,
          true,
        ]);
        expect(location).not.toContain('code=');
      }
    });

    it('takes no list for a parameter, in the query or the form', async () => {
      const query = String(authorizationRequest(proof));
      for (const name of ['client_id', 'redirect_uri', 'response_type', 'code_challenge']) {
        for (const listed of [`${name}[]`, `${name}[0]`, `${name}[x]`, `${name}%5B%5D`]) {
          const changed = query.replace(`${name}=`, `${listed}=`);
          for (const answer of [
            await authorize(target, changed),
            await sendRaw(target, 'POST /oauth/authorize', [form], changed),
          ]) {
            expect([listed, valuesOf(answer, 'location').join()]).toEqual([
              listed,
              expect.not.stringContaining('code='),
            ]);
          }
        }
      }
    });

    it('takes no form of another media type', async () => {
      const query = authorizationRequest(proof);
      for (const type of otherMediaTypes) {
        for (const body of [String(query), JSON.stringify(Object.fromEntries(query))]) {
          const answer = await sendRaw(target, 'POST /oauth/authorize', [`Content-Type: ${type}`], body);
          expect([type, answer.status]).toEqual([type, parsesBodies ? expect.toBeOneOf([400, 415]) : 400]);
          expect(valuesOf(answer, 'location')).toEqual([]);
        }
      }
    });

    it.each(['HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE'])('gives no code for %s', async (method) => {
      const answer = await sendRaw(target, `${method} /oauth/authorize?${authorizationRequest(proof)}`);
      expect([answer.status, valuesOf(answer, 'allow'), valuesOf(answer, 'location')]).toEqual([
        405,
        ['GET, POST'],
        [],
      ]);
    });

    it('knows no scope that is far too long', async () => {
      for (const scope of ['x'.repeat(8000), 'accounts:read '.repeat(600)]) {
        const [location] = valuesOf(
          await authorize(target, authorizationRequest(proof, { scope })),
          'location',
        );
        expect(location).toMatch(/\?error=invalid_scope&/);
      }
    });

    it.each(['state', 'nonce', 'login_hint', 'x'])(
      'refuses a %s that is far too long, with a page',
      async (name) => {
        const answer = await authorize(target, authorizationRequest(proof, { [name]: 'x'.repeat(8000) }));
        expect([answer.status, valuesOf(answer, 'location')]).toEqual([413, []]);
      },
    );

    it('has met no bug meanwhile', () => {
      expect(target.errors).toEqual([]);
    });
  },
);
