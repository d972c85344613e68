import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  authorizationRequest,
  authorize,
  type CodeTarget,
  createCodeTarget,
  deskCallback,
  getCode,
  newProof,
  type Parameters,
  post,
  redeem,
  refusalOf,
  scopes,
  sendRaw,
} from './code-target.js';
import { valuesOf } from './expect-refusal.js';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
}

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

describe('RFC 6749 §4.1.2: a code that is used again', () => {
  it('50 times at once: gives tokens once', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => redeem(target, code, { code_verifier: proof.verifier })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(refusalOf(answer)).toEqual(invalidGrant);
    }
  });

  it('by who has all that it takes: ends everything that came of it', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const first = tokensIn(await redeem(target, code, { code_verifier: proof.verifier }));
    const second = tokensIn(await refresh(first));
    expect(await knock(second)).toBe(200);
    expect(refusalOf(await redeem(target, code, { code_verifier: proof.verifier }))).toEqual(invalidGrant);
    expect([await knock(first), await knock(second)]).toEqual([401, 401]);
    expect(refusalOf(await refresh(second))).toEqual(invalidGrant);
  });

  it('by somebody who has found it: ends nothing', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const tokens = tokensIn(await redeem(target, code, { code_verifier: proof.verifier }));
    const right = { code_verifier: proof.verifier };
    for (const change of [
      { code_verifier: newProof().verifier },
      { ...right, ...target.desk },
      { ...right, redirect_uri: 'http://127.0.0.1:8080/callback' },
    ]) {
      expect(refusalOf(await redeem(target, code, change))).toEqual(invalidGrant);
    }
    expect(await knock(tokens)).toBe(200);
    expect((await refresh(tokens)).status).toBe(200);
  });

  it('is nothing after a minute', async () => {
    const proof = newProof();
    const codes = [await getCode(target, proof), await getCode(target, proof)];
    clock.ms += 59_999;
    expect((await redeem(target, codes[0] ?? '', { code_verifier: proof.verifier })).status).toBe(200);
    clock.ms += 1;
    expect(refusalOf(await redeem(target, codes[1] ?? '', { code_verifier: proof.verifier }))).toEqual(
      invalidGrant,
    );
  });
});

describe('RFC 9700 §4.15: a user who has the id of a client', () => {
  it('gets no token that would pass for the own one of that client', async () => {
    const posing = await createCodeTarget({ authenticate: () => ({ user: { id: 'desk' } }) });
    const asked = authorizationRequest(newProof(), { client_id: 'desk', redirect_uri: deskCallback });
    const { searchParams } = new URL(valuesOf(await authorize(posing, asked), 'location')[0] ?? '');
    await posing.close();
    expect([searchParams.get('code'), searchParams.get('error')]).toEqual([null, expect.any(String)]);
  });
});

describe('a reply that was lost on the way', () => {
  it('is given again for ten seconds, the very same, to the client alone whose it is', async () => {
    const first = await start();
    const reply = await refresh(first);
    clock.ms += 9_999;
    expect((await refresh(first)).body).toBe(reply.body);
    const stolen = { ...target.desk, grant_type: 'refresh_token', refresh_token: first.refresh_token };
    expect(refusalOf(await post(target, '/oauth/token', stolen))).toEqual(invalidGrant);
    expect((await refresh(first)).body).toBe(reply.body);
    expect(await knock(tokensIn(reply))).toBe(200);
  });

  it('is not given for another scope than it was', async () => {
    const first = await start({ scope: scopes.join(' ') });
    const reply = tokensIn(await refresh(first, { scope: 'accounts:read' }));
    const again = tokensIn(await refresh(first, { scope: 'payments:write' }));
    expect(again).toEqual(reply);
    expect(await knock(reply)).toBe(200);
  });

  it('after that it is a theft: the family ends, for thief and client', async () => {
    const first = await start();
    const second = tokensIn(await refresh(first));
    const other = await start();
    clock.ms += 10_000;
    expect(refusalOf(await refresh(first))).toEqual(invalidGrant);
    expect(refusalOf(await refresh(second))).toEqual(invalidGrant);
    expect([await knock(first), await knock(second), await knock(other)]).toEqual([401, 401, 200]);
  });
});

describe('RFC 6749 §6: more scope than was given', () => {
  it.each([
    'admin',
    'accounts:read admin',
    'ACCOUNTS:READ',
    '*',
    'accounts:*',
    'accounts:read,payments:write',
    '"',
  ])('is not to be had at the authorization endpoint: %s', async (scope) => {
    const answer = await authorize(target, authorizationRequest(newProof(), { scope }));
    const { searchParams } = new URL(valuesOf(answer, 'location')[0] ?? '');
    expect([searchParams.get('error'), searchParams.get('code')]).toEqual(['invalid_scope', null]);
  });

  it('is not to be had by a parameter beside the code', async () => {
    const proof = newProof();
    const code = await getCode(target, proof);
    const wider = { code_verifier: proof.verifier, scope: scopes.join(' ') };
    const answer = await redeem(target, code, wider);
    expect(tokensIn(answer).scope).toBe('accounts:read');
  });

  it.each(['payments:write', 'accounts:read payments:write', 'admin', ' '])(
    'is not to be had at a refresh, and the refresh token stays good: %j',
    async (scope) => {
      const tokens = await start();
      expect(refusalOf(await refresh(tokens, { scope }))).toEqual([400, 'invalid_scope']);
      expect(tokensIn(await refresh(tokens)).scope).toBe('accounts:read');
    },
  );

  it('is not to be had once the client has lost it', async () => {
    const tokens = await start({ scope: scopes.join(' ') });
    await target.clients.update('app', { scopes: ['payments:write'] });
    expect(refusalOf(await refresh(tokens, { scope: 'accounts:read' }))).toEqual([400, 'invalid_scope']);
    expect(tokensIn(await refresh(tokens)).scope).toBe('payments:write');
  });
});

async function start(parameters: Parameters = {}): Promise<Tokens> {
  const proof = newProof();
  const code = await getCode(target, proof, parameters);
  return tokensIn(await redeem(target, code, { code_verifier: proof.verifier }));
}

function refresh({ refresh_token }: Tokens, parameters: Parameters = {}) {
  return post(target, '/oauth/token', {
    ...target.app,
    grant_type: 'refresh_token',
    refresh_token,
    ...parameters,
  });
}

function tokensIn({ status, body }: { readonly status: number; readonly body: string }): Tokens {
  if (status !== 200) throw new Error(`No tokens: ${status} ${body}`);
  return JSON.parse(body) as Tokens;
}

/** The status that the API has for an access token. */
async function knock({ access_token }: Tokens): Promise<number> {
  return (await sendRaw(target, 'GET /accounts', [`Authorization: Bearer ${access_token}`])).status;
}
