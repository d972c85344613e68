import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  appCallback,
  authorizationRequest,
  authorize,
  type CodeTarget,
  createCodeTarget,
  deskCallback,
  newProof,
  type Parameters,
} from './code-target.js';
import { createRandom } from './random.js';
import { changeText } from './request-mutations.js';

/** `MUTATION_SEED=…` plays the same ids again. */
const seed = Number(process.env['MUTATION_SEED'] ?? randomInt(2 ** 31));

let target: CodeTarget;
let id: string;

beforeAll(async () => {
  target = await createCodeTarget({
    authenticate(_req, interaction) {
      ({ id } = interaction);
      return { page: '/login' };
    },
  });
  await authorize(target, authorizationRequest(newProof()));
});
afterAll(() => target.close());

it('reads the id that it gave', async () => {
  expect(await target.issuer.readInteraction(id)).toMatchObject({ id, redirectUri: appCallback });
});

const proof = newProof();
const forgeries: Readonly<Record<string, Parameters>> = {
  'a place that nobody registered': { redirect_uri: 'https://evil.example/' },
  'the place of another client': { redirect_uri: deskCallback },
  'another client, and the place of this one': { client_id: 'desk' },
  'a client that there is not': { client_id: 'ghost' },
  'no client': { client_id: undefined },
  'no place': { redirect_uri: undefined },
  'more scope than the client has': { scope: 'admin' },
  'no proof': { code_challenge: undefined },
  'a plain proof': { code_challenge_method: 'plain' },
  'a token in place of a code': { response_type: 'token' },
};

it.each(Object.entries(forgeries))('reads no id that says %s', async (_name, parameters) => {
  const query = authorizationRequest(proof, parameters);
  for (const text of [String(query), `${query}&x=1`, decodeURIComponent(String(query))]) {
    expect(await target.issuer.readInteraction(encode(text))).toBeUndefined();
  }
});

it.each([undefined, null, 0, 1, true, [], [''], {}, '', ' ', '/', '==', '\0', 'ä', 'x'.repeat(100_000)])(
  'reads nothing from %j',
  async (value) => {
    expect(await target.issuer.readInteraction(value as string)).toBeUndefined();
  },
);

it(`1,000 mutated ids lead nowhere, or to where the client may be answered (MUTATION_SEED=${seed})`, async () => {
  const query = Buffer.from(id, 'base64url').toString();
  for (let place = 0; place < 500; place += 1) {
    const random = createRandom(seed + place);
    for (const forged of [changeText(id, random), encode(changeText(query, random))]) {
      const interaction = await target.issuer.readInteraction(forged);
      if (interaction === undefined) continue;
      const { redirectUri, client, url, denialUrl } = interaction;
      expect([forged, client.id]).toEqual([forged, 'app']);
      expect([forged, redirectUri]).toEqual([
        forged,
        expect.stringMatching(/^http:\/\/127\.0\.0\.1(?::[1-9]\d*)?\/callback$/),
      ]);
      for (const way of [url, denialUrl]) {
        expect([forged, way]).toEqual([forged, expect.stringMatching(/^\/oauth\/authorize\?[!-~]+$/)]);
      }
    }
  }
});

it('has met no bug meanwhile', () => {
  expect(target.errors).toEqual([]);
});

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
