import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appCallback,
  authorizationRequest,
  type CodeTarget,
  createCodeTarget,
  getCode,
  newProof,
  post,
  redeem,
} from './code-target.js';
import { createRandom } from './random.js';
import { changeBytes, changeEssential, type GoodRequest, textOf } from './request-mutations.js';
import { expresses } from './target.js';

/** `MUTATION_SEED=…` plays the same requests again. */
const seed = Number(process.env['MUTATION_SEED'] ?? randomInt(2 ** 31));
const count = 500;
const atOnce = 20;

/** What nobody may get who has changed something that matters. */
const given = /"(?:access|refresh)_token":"|"active":true|[?&]code=/;
const serverError = /^HTTP\/1\.1 5\d\d/m;

describe.each(expresses)(`requests to the issuer, mutated (MUTATION_SEED=${seed}), %s`, (_, express) => {
  let target: CodeTarget;

  beforeAll(async () => {
    target = await createCodeTarget({ express, failureLimits: { perClient: 1e6, perAddress: 1e6 } });
  });
  afterAll(() => target.close());

  /** Requests that must still be good at the end. */
  const lasting: GoodRequest[] = [];

  it('are good before: each is answered as its client hopes', async () => {
    const { introspect, refresh } = await goodRequests();
    lasting.push(introspect, refresh);
    for (const good of Object.values(await goodRequests())) {
      expect(await send(textOf(good))).toMatch(good.hoped);
    }
  });

  it(`${count} times in what is essential: no trouble, and nothing given`, async () => {
    await play(count, (good, place) => changeEssential(good, createRandom(seed + place)));
  });

  it(`${count} times in any of their bytes, with a wrong secret or verifier: no trouble, and nothing given`, async () => {
    await play(count, (good, place) => changeBytes(spoil(good), createRandom(seed + count + place)));
  });

  it('have met no bug, and ended no token', async () => {
    expect(target.errors).toEqual([]);
    for (const good of lasting) expect(await send(textOf(good))).toMatch(good.hoped);
  });

  async function play(times: number, mutate: (good: GoodRequest, place: number) => string) {
    for (let start = 0; start < times; start += atOnce) {
      // New ones for every twenty: ten wrong verifiers end a code.
      const goods = Object.values(await goodRequests());
      const texts = Array.from({ length: atOnce }, (_item, place) => {
        const good = goods[(start + place) % goods.length];
        if (good === undefined) throw new Error('There are no requests');
        return mutate(good, start + place);
      });
      const answers = await Promise.all(texts.map(send));
      for (const [place, answer] of answers.entries()) {
        expect([texts[place], serverError.test(answer)]).toEqual([texts[place], false]);
        expect([texts[place], given.exec(answer)?.[0]]).toEqual([texts[place], undefined]);
      }
    }
  }

  /** One to each endpoint and grant, from a login that has just been. */
  async function goodRequests() {
    const proof = newProof();
    const tokens = JSON.parse(
      (await redeem(target, await getCode(target, proof), { code_verifier: proof.verifier })).body,
    );
    const own = await post(target, '/oauth/token', { ...target.desk, grant_type: 'client_credentials' });
    const client = ['client_id', 'client_secret'];
    const query = Object.fromEntries(authorizationRequest(proof));
    const destination = ['response_type', 'client_id', 'redirect_uri', 'code_challenge_method'];
    const gives = { hoped: given };
    return {
      authorize: {
        line: 'GET /oauth/authorize',
        query,
        essential: destination,
        ...gives,
      },
      authorizeByForm: { line: 'POST /oauth/authorize', body: query, essential: destination, ...gives },
      clientCredentials: {
        line: 'POST /oauth/token',
        body: { grant_type: 'client_credentials', ...target.desk, scope: 'accounts:read' },
        essential: ['grant_type', ...client],
        ...gives,
      },
      code: {
        line: 'POST /oauth/token',
        body: {
          grant_type: 'authorization_code',
          ...target.app,
          redirect_uri: appCallback,
          code: await getCode(target, proof),
          code_verifier: proof.verifier,
        },
        essential: ['grant_type', 'client_id', 'redirect_uri', 'code', 'code_verifier'],
        ...gives,
      },
      refresh: {
        line: 'POST /oauth/token',
        body: { grant_type: 'refresh_token', ...target.app, refresh_token: tokens.refresh_token },
        essential: ['grant_type', 'client_id', 'refresh_token'],
        ...gives,
      },
      refreshAtItsPath: {
        line: 'POST /oauth/refresh',
        body: { ...target.app, refresh_token: tokens.refresh_token },
        essential: ['client_id', 'refresh_token'],
        ...gives,
      },
      introspect: {
        line: 'POST /oauth/introspect',
        body: { ...target.desk, token: JSON.parse(own.body).access_token },
        essential: [...client, 'token'],
        ...gives,
      },
      revoke: {
        line: 'POST /oauth/revoke',
        body: { ...target.desk, token: JSON.parse(own.body).access_token },
        essential: [...client, 'token'],
        hoped: /^HTTP\/1\.1 200 /,
      },
    } satisfies Readonly<Record<string, GoodRequest>>;
  }

  /** Writes, says that there is no more, and gives everything that came. */
  function send(text: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(target.port, '127.0.0.1');
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('error', () => undefined);
      socket.once('close', () => resolve(answer));
      socket.end(text, 'latin1');
    });
  }
});

/** The same, with a secret, verifier, token or place that is not good, so that no change of a byte can help. */
function spoil(good: GoodRequest): GoodRequest {
  const wrong = newProof().verifier;
  if (good.query !== undefined)
    return { ...good, query: { ...good.query, redirect_uri: 'https://evil.example/' } };
  const names = ['client_secret', 'code_verifier', 'refresh_token', 'redirect_uri'];
  const name = names.find((one) => one in (good.body ?? {}));
  return { ...good, body: { ...good.body, [name ?? 'client_id']: wrong } };
}
