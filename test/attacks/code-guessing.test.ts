import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  appCallback,
  type CodeTarget,
  createCodeTarget,
  deskCallback,
  getCode,
  newProof,
  post,
  redeem,
  refusalOf,
} from './code-target.js';
import { valuesOf } from './expect-refusal.js';

const invalidGrant = [400, 'invalid_grant'];

let target: CodeTarget;
let clock: { ms: number; now(): number };

beforeEach(async () => {
  clock = { ms: Date.UTC(2030, 0, 1), now: () => clock.ms };
  target = await createCodeTarget({ clock });
  onTestFinished(async () => {
    await target.close();
    expect(target.errors).toEqual([]);
  });
});

describe('guessing', () => {
  it('codes: nothing is given, and the client that is played is not locked out', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const guesses = Array.from({ length: 200 }, () => newProof().verifier);
    const answers = await Promise.all(
      [...guesses, code.slice(0, -1), `${code}A`, code.toUpperCase(), '', 'undefined'].map((guess) =>
        redeem(target, guess, { code_verifier: proof.verifier }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect((await redeem(target, code, { code_verifier: proof.verifier })).status).toBe(200);
  });

  it('verifiers: nine wrong ones are borne, ten burn the code, and no token comes of it', async () => {
    const proof = newProof();
    const [borne, burnt] = [await getCode(target, proof), await getCode(target, proof)];
    for (const [code, times] of [
      [borne, 9],
      [burnt, 10],
    ] as const) {
      for (let time = 0; time < times; time += 1) {
        expect(refusalOf(await guess(code))).toEqual(invalidGrant);
      }
    }
    expect((await redeem(target, borne, { code_verifier: proof.verifier })).status).toBe(200);
    expect(refusalOf(await redeem(target, burnt, { code_verifier: proof.verifier }))).toEqual(invalidGrant);
  });

  it('verifiers, 50 at once: the code is burnt behind them', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const answers = await Promise.all(Array.from({ length: 50 }, () => guess(code)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(refusalOf(await redeem(target, code, { code_verifier: proof.verifier }))).toEqual(invalidGrant);
  });

  it('verifiers by another client, or for another redirect_uri, burn nothing of somebody else', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    for (let time = 0; time < 15; time += 1) {
      await redeem(target, code, { ...target.desk, code_verifier: newProof().verifier });
      await redeem(target, code, { redirect_uri: deskCallback, code_verifier: newProof().verifier });
    }
    expect((await redeem(target, code, { code_verifier: proof.verifier })).status).toBe(200);
  });

  it('secrets: endpoints count together, others are not locked out, and time opens the door again', async () => {
    const wrong = { ...target.desk, client_secret: 'guessed' };
    const proof = newProof();
    const code = await getCode(target, proof);
    for (let turn = 0; turn < 12; turn += 1) {
      const path = ['/oauth/token', '/oauth/revoke', '/oauth/introspect'][turn % 3] ?? '';
      const answer = await post(target, path, { ...wrong, grant_type: 'client_credentials', token: 'x' });
      expect([turn, answer.status]).toEqual([turn, turn < 10 ? 401 : 429]);
      if (turn >= 10) expect(Number(valuesOf(answer, 'retry-after')[0])).toBeGreaterThan(0);
    }
    const right = { ...target.desk, grant_type: 'client_credentials' };
    expect((await post(target, '/oauth/token', right)).status).toBe(429);
    expect((await redeem(target, code, { code_verifier: proof.verifier })).status).toBe(200);
    clock.ms += 60_000;
    expect((await post(target, '/oauth/token', right)).status).toBe(200);
  });

  it('refresh tokens: forgeries end nothing', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const tokens = JSON.parse((await redeem(target, code, { code_verifier: proof.verifier })).body);
    const [family = '', generation = '', random = '', mac = ''] = tokens.refresh_token.split('.');
    const forgeries = [
      [family, '0', random, mac],
      [family, '2', random, mac],
      [family, generation, random, 'A'.repeat(43)],
      [family, generation, 'A'.repeat(43), mac],
      [family.slice(1), generation, random, mac],
      [family, `${generation}.0`, random, mac],
      [family, `0${generation}`, random, mac],
      [family, '-1', random, mac],
      [family, '1e0', random, mac],
      [family, '99999999999999999999', random, mac],
      [random, generation, family, mac],
    ].map((parts) => parts.join('.'));
    for (const forgery of [...forgeries, `${tokens.refresh_token}=`, tokens.access_token]) {
      expect([forgery, ...refusalOf(await refresh(forgery))]).toEqual([forgery, ...invalidGrant]);
    }
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });
});

function guess(code: string) {
  return redeem(target, code, { code_verifier: newProof().verifier, redirect_uri: appCallback });
}

function refresh(token: string) {
  return post(target, '/oauth/token', {
    ...target.app,
    grant_type: 'refresh_token',
    refresh_token: token,
  });
}
