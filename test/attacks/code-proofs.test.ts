import { sha256 } from '@portcullis/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizationRequest,
  authorize,
  type CodeTarget,
  createCodeTarget,
  deskCallback,
  getCode,
  newProof,
  type Parameters,
  type Proof,
  redeem,
  refusalOf,
} from './code-target.js';
import { valuesOf } from './expect-refusal.js';
import { expresses } from './target.js';

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';

/** What RFC 7636 §4.3 does not know, at the authorization endpoint. The proof is what an honest client has. */
const badChallenges: Readonly<Record<string, (proof: Proof) => Parameters>> = {
  'no challenge': () => ({ code_challenge: undefined }),
  'no challenge, and no method': () => ({ code_challenge: undefined, code_challenge_method: undefined }),
  'an empty challenge': () => ({ code_challenge: '' }),
  'no method, which means plain': () => ({ code_challenge_method: undefined }),
  'the method plain': ({ verifier }) => ({ code_challenge: verifier, code_challenge_method: 'plain' }),
  'the method in lower case': () => ({ code_challenge_method: 's256' }),
  'the method S512': () => ({ code_challenge_method: 'S512' }),
  'the method with a space': () => ({ code_challenge_method: 'S256 ' }),
  'both methods': () => ({ code_challenge_method: 'S256 plain' }),
  'a challenge that is too short': ({ challenge }) => ({ code_challenge: challenge.slice(1) }),
  'a challenge that is too long': ({ challenge }) => ({ code_challenge: `${challenge}A` }),
  'a padded challenge': ({ challenge }) => ({ code_challenge: `${challenge}=` }),
  'a challenge in base64': ({ challenge }) => ({ code_challenge: `+/${challenge.slice(2)}` }),
  'a challenge in hexadecimal': ({ challenge }) => ({
    code_challenge: Buffer.from(challenge, 'base64url').toString('hex'),
  }),
};

/** What is sent in the place of the right verifier. */
const badVerifiers: Readonly<Record<string, (proof: Proof) => string | undefined>> = {
  none: () => undefined,
  'an empty one': () => '',
  'the challenge itself': ({ challenge }) => challenge,
  'that of another request': () => newProof().verifier,
  'one of 42 characters': () => 'a'.repeat(42),
  'one of 129 characters': () => 'a'.repeat(129),
  'the right one with a space behind it': ({ verifier }) => `${verifier} `,
  'the right one with a character more': ({ verifier }) => `${verifier}A`,
  'the right one without its last character': ({ verifier }) => verifier.slice(0, -1),
  'the right one in other case': ({ verifier }) => swapCase(verifier),
  'the right one twice, with a comma': ({ verifier }) => `${verifier},${verifier}`,
  'one with a character that is not allowed': ({ verifier }) => `${verifier.slice(1)}+`,
  'one with an umlaut': ({ verifier }) => `${verifier}ä`,
};

/** What else must be as it was asked for; the verifier is right. */
const otherChanges: Readonly<Record<string, (target: CodeTarget) => Parameters>> = {
  'another redirect_uri of the same host': () => ({ redirect_uri: 'http://127.0.0.1/other' }),
  'a redirect_uri with another port': () => ({ redirect_uri: 'http://127.0.0.1:8080/callback' }),
  'no redirect_uri': () => ({ redirect_uri: undefined }),
  'another client, which proves itself': ({ desk }) => ({ ...desk }),
  'another client and its redirect_uri': ({ desk }) => ({ ...desk, redirect_uri: deskCallback }),
};

describe.each(expresses)('RFC 7636: codes and their proofs, %s', (_, express) => {
  let target: CodeTarget;

  beforeAll(async () => {
    target = await createCodeTarget({
      express,
      failureLimits: { perClient: 1000, perAddress: 10_000 },
    });
  });
  afterAll(() => target.close());

  it.each(Object.entries(badChallenges))(
    '%s: the client hears invalid_request, and gets no code',
    async (_name, bad) => {
      const proof = newProof();
      const answer = await authorize(target, authorizationRequest(proof, bad(proof)));
      const [location = ''] = valuesOf(answer, 'location');
      const { searchParams } = new URL(location);
      expect([answer.status, searchParams.get('error')]).toEqual([303, 'invalid_request']);
      expect([searchParams.get('code'), searchParams.get('state')]).toEqual([null, 'the state']);
    },
  );

  it.each(Object.entries(badVerifiers))(
    'verifier: %s; the code stays good for the right one',
    async (_name, bad) => {
      const proof = newProof();
      const code = await getCode(target, proof);
      const verifier = bad(proof);
      const error = verifier === undefined || verifier === '' ? 'invalid_request' : 'invalid_grant';
      expect(refusalOf(await redeem(target, code, { code_verifier: verifier }))).toEqual([400, error]);
      expect(await redeem(target, code, { code_verifier: proof.verifier })).toMatchObject({ status: 200 });
    },
  );

  it.each(Object.entries(otherChanges))(
    '%s: refused, and the code stays good for its owner',
    async (_name, change) => {
      const proof = newProof();
      const code = await getCode(target, proof);
      const right = { code_verifier: proof.verifier };
      const error = 'redirect_uri' in change(target) && change(target)['redirect_uri'] === undefined;
      const refused = await redeem(target, code, { ...right, ...change(target) });
      expect(refusalOf(refused)).toEqual([400, error ? 'invalid_request' : 'invalid_grant']);
      expect((await redeem(target, code, right)).status).toBe(200);
    },
  );

  it('a client with a secret needs the verifier too: nothing of it can be left out', async () => {
    const proof = newProof();
    const desk = { ...target.desk, redirect_uri: deskCallback };
    const code = await getCode(target, proof, { client_id: 'desk', redirect_uri: deskCallback });
    expect(refusalOf(await redeem(target, code, desk))).toEqual([400, 'invalid_request']);
    const stolen = await redeem(target, code, { redirect_uri: deskCallback, code_verifier: proof.verifier });
    expect(refusalOf(stolen)).toEqual([400, 'invalid_grant']);
    const secretless = { client_id: 'desk', redirect_uri: deskCallback, code_verifier: proof.verifier };
    expect(refusalOf(await redeem(target, code, secretless))).toEqual([401, 'invalid_client']);
    expect((await redeem(target, code, { ...desk, code_verifier: proof.verifier })).status).toBe(200);
  });

  it('two codes of one user are not swapped: each has its own verifier', async () => {
    const [mine, theirs] = [newProof(), newProof()];
    const [myCode, theirCode] = [await getCode(target, mine), await getCode(target, theirs)];
    for (const [code, { verifier }] of [
      [myCode, theirs],
      [theirCode, mine],
    ] as const) {
      expect(refusalOf(await redeem(target, code, { code_verifier: verifier }))).toEqual([
        400,
        'invalid_grant',
      ]);
    }
    for (const [code, { verifier }] of [
      [myCode, mine],
      [theirCode, theirs],
    ] as const) {
      expect((await redeem(target, code, { code_verifier: verifier })).status).toBe(200);
    }
  });

  it('a verifier that is used for two codes opens each of them once', async () => {
    const proof = newProof();
    const codes = [await getCode(target, proof), await getCode(target, proof)];
    for (const code of codes) {
      expect((await redeem(target, code, { code_verifier: proof.verifier })).status).toBe(200);
      expect((await redeem(target, code, { code_verifier: proof.verifier })).status).toBe(400);
    }
  });

  it.each([
    'a'.repeat(42),
    'a'.repeat(129),
    `${'a'.repeat(42)}+`,
    `${'a'.repeat(42)}/`,
    `${'a'.repeat(42)} `,
    '',
  ])(
    'takes no verifier that RFC 7636 §4.1 does not allow, though its challenge fits: "%s"',
    async (verifier) => {
      const code = await getCode(target, { verifier, challenge: sha256(verifier) });
      const error = verifier === '' ? 'invalid_request' : 'invalid_grant';
      expect(refusalOf(await redeem(target, code, { code_verifier: verifier }))).toEqual([400, error]);
    },
  );

  it.each([43, 128])('takes a verifier of %i characters, of all that are allowed', async (length) => {
    const verifier = unreserved.repeat(2).slice(-length);
    const code = await getCode(target, { verifier, challenge: sha256(verifier) });
    expect((await redeem(target, code, { code_verifier: verifier })).status).toBe(200);
  });

  it('has met no bug meanwhile', () => {
    expect(target.errors).toEqual([]);
  });
});

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (char) =>
    char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase(),
  );
}
