import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawAnswer } from '../support/raw-request.js';
import {
  authorizationRequest,
  authorize,
  type CodeTarget,
  createCodeTarget,
  newProof,
  post,
  scopes,
} from './code-target.js';
import { expectNothingTold, valuesOf } from './expect-refusal.js';
import { nearMisses, registeredUris } from './redirect-uris.js';
import { expresses } from './target.js';

describe.each(expresses)('RFC 6749 §3.1.2.4: redirect URIs, %s', (_, express) => {
  let target: CodeTarget;
  const proof = newProof();

  beforeAll(async () => {
    target = await createCodeTarget({ express });
    const redirectUris = Object.values(registeredUris);
    await target.clients.createPublic({
      id: 'many',
      name: 'Many',
      grants: ['authorization_code'],
      scopes,
      redirectUris,
    });
  });
  afterAll(() => target.close());

  const asked = (redirectUri: string) =>
    authorizationRequest(proof, { client_id: 'many', redirect_uri: redirectUri });

  it.each([
    ...Object.values(registeredUris),
    'http://127.0.0.1:8080/callback',
    'http://127.0.0.1:1/callback',
  ])('sends a code to %s, so that it is the near miss that is refused below', async (redirectUri) => {
    const answer = await authorize(target, asked(redirectUri));
    const [location = ''] = valuesOf(answer, 'location');
    expect(answer.status).toBe(303);
    expect(location.startsWith(`${redirectUri}?code=`)).toBe(true);
  });

  it.each(nearMisses)('shows a page, and sends nobody to %j', async (redirectUri) => {
    const answers = [
      await authorize(target, asked(redirectUri)),
      await post(target, '/oauth/authorize', Object.fromEntries(asked(redirectUri))),
    ];
    for (const answer of answers) expectPage(answer, redirectUri);
    // As it is, too, unless the parser of the query or the request line would take a part of it for something else.
    if (/[#&%+]|[^!-~]/.test(redirectUri)) return;
    const others = authorizationRequest(proof, { client_id: 'many', redirect_uri: undefined });
    expectPage(await authorize(target, `${others}&redirect_uri=${redirectUri}`), redirectUri);
  });

  it('has more than forty of them', () => {
    expect(nearMisses.length).toBeGreaterThan(40);
    expect(target.errors).toEqual([]);
  });
});

function expectPage(answer: RawAnswer, redirectUri: string): void {
  expect([answer.status, valuesOf(answer, 'location')]).toEqual([400, []]);
  expect(valuesOf(answer, 'content-type')).toEqual(['text/html; charset=utf-8']);
  expect(valuesOf(answer, 'refresh')).toEqual([]);
  expect(answer.body).not.toMatch(/<(?:script|meta http-equiv|a |form|iframe)/);
  expectNothingTold(answer, redirectUri);
}
