import { sha256 } from '@portcullis/core';
import express5 from 'express';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import {
  answerOf,
  codeChallenge,
  codeVerifier,
  redirectUri,
  serveAuthorization,
} from '../support/serve-authorization.js';
import { issuerUrl, readToken } from '../support/serve-issuer.js';

describe.each(bothExpresses)('the authorization endpoint on %s', (_, express) => {
  it('RFC 6749 §4.1.2: gives a code for a user who is signed in, by redirect', async () => {
    const { ask, store, client, clock } = await serveAuthorization({ express });
    const response = await ask({ scope: 'claims', nonce: 'N' });
    expect(response.status).toBe(303);
    const { code = '', ...others } = answerOf(response);
    expect(others).toEqual({ state: 'S', iss: issuerUrl });
    expect(code).toMatch(/^[\w-]{43}$/);
    expect(await store.codes.find(sha256(code))).toMatchObject({
      clientId: client.id,
      userId: 'ann',
      redirectUri,
      challenge: codeChallenge,
      scopes: ['claims'],
      expiresAt: clock.now() + 60_000,
      data: { nonce: 'N' },
    });
  });

  it('takes the same as a form', async () => {
    const { post } = await serveAuthorization({ express });
    const response = await post();
    expect(response.status).toBe(303);
    expect(answerOf(response)).toMatchObject({ state: 'S', iss: issuerUrl });
  });

  it('takes a form that was parsed before', async () => {
    const { post } = await serveAuthorization({
      express,
      prepare: (app) => void app.use(express5.urlencoded({ extended: false })),
    });
    expect(answerOf(await post())).toHaveProperty('code');
    expect(answerOf(await post({ scope: ['claims', 'claims'] }))['error']).toBe('invalid_request');
  });

  it('lets no cache keep the answer and names no referrer', async () => {
    const { ask } = await serveAuthorization({ express });
    const { headers } = await ask();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('RFC 6749 §4.1.3: the code is good at the token endpoint', async () => {
    const { ask, url, client } = await serveAuthorization({ express });
    const { code = '' } = answerOf(await ask());
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: client.id,
        code_verifier: codeVerifier,
      }),
    });
    expect(await readToken(response)).toMatchObject({ token_type: 'Bearer', scope: 'claims billing' });
  });
});

it('a code that nobody redeems leaves nothing behind for longer than revocations are remembered', async () => {
  const { ask, store, clock } = await serveAuthorization();
  const { code = '' } = answerOf(await ask());
  const familyId = (await store.codes.find(sha256(code)))?.familyId ?? '';
  clock.advance(60 + 2 * 3600 + store.revocations.rememberedMs / 1000);
  await store.sweep();
  expect(await store.families.find(familyId)).toBeUndefined();
});
