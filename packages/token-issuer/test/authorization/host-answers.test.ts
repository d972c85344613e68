import { sha256 } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import type { AskConsent, Authenticate } from '../../src/index.js';
import { answerOf, serveAuthorization } from '../support/serve-authorization.js';
import { issuerUrl } from '../support/serve-issuer.js';

// Answers as they come from somebody who writes JavaScript.
const answering = (answer: unknown) => (() => answer) as Authenticate;

describe.each(bothExpresses)('on %s, an answer of authenticate that is none gives no code', (_, express) => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['a text', 'ann'],
    ['nothing in it', {}],
    ['a list', []],
    ['a user that is undefined', { user: undefined }],
    ['a user that is null', { user: null }],
    ['a user that is a text', { user: 'ann' }],
    ['a user without id', { user: {} }],
    ['a user with an empty id', { user: { id: '' } }],
    ['a user with a number as id', { user: { id: 7 } }],
    ['a login at no number', { user: { id: 'ann', authenticatedAt: '2030' } }],
    ['a login at NaN', { user: { id: 'ann', authenticatedAt: Number.NaN } }],
    ['a login at the end of time', { user: { id: 'ann', authenticatedAt: Infinity } }],
    ['a login at a Date', { user: { id: 'ann', authenticatedAt: new Date() } }],
    ['denied: false', { denied: false }],
    ['denied as a text', { denied: 'yes' }],
    ['a user and denied', { user: { id: 'ann' }, denied: true }],
    ['a user and a page', { user: { id: 'ann' }, page: '/login' }],
    ['a user and something unknown', { user: { id: 'ann' }, roles: [] }],
    ['a page that is empty', { page: '' }],
    ['a page that is no path', { page: 'login' }],
    ['a page on another host by two slashes', { page: '//evil.example' }],
    ['a page on another host by a backslash', { page: '/\\evil.example' }],
    ['a page in javascript', { page: 'javascript:alert(1)' }],
    ['a page with a line break', { page: '/login\r\nSet-Cookie: a=b' }],
    ['a page that is an URL object', { page: new URL('https://login.example') }],
    ['a page that is no URL', { page: 'https://' }],
  ])('%s', async (_case, answer) => {
    const authenticate = answering(answer);
    const late = answering(Promise.resolve(answer));
    for (const asked of [authenticate, late]) {
      const { ask } = await serveAuthorization({ express, authenticate: asked });
      const got = answerOf(await ask());
      expect(got).toMatchObject({ error: 'server_error', state: 'S', iss: issuerUrl });
      expect(got).not.toHaveProperty('code');
    }
  });

  it.each<[string, Authenticate]>([
    [
      'throws',
      () => {
        throw new Error('session store is away');
      },
    ],
    ['rejects', () => Promise.reject(new Error('session store is away'))],
    ['rejects with nothing', () => Promise.reject()],
  ])('%s', async (_case, authenticate) => {
    const { ask } = await serveAuthorization({ express, authenticate });
    expect(answerOf(await ask())['error']).toBe('server_error');
  });

  it.each(['/login?interaction=1', '/', 'https://login.example/a?b#c', 'http://localhost:3000/login'])(
    'the browser is sent to %s',
    async (page) => {
      const { ask, post } = await serveAuthorization({ express, authenticate: () => ({ page }) });
      for (const response of [await ask(), await post()]) {
        expect([response.status, response.headers.get('location')]).toEqual([303, page]);
        expect(response.headers.get('cache-control')).toBe('no-store');
      }
    },
  );

  it('a user who said no', async () => {
    const { ask } = await serveAuthorization({ express, authenticate: async () => ({ denied: true }) });
    expect(answerOf(await ask())).toMatchObject({ error: 'access_denied', state: 'S', iss: issuerUrl });
  });
});

describe('an answer of askConsent that is none gives no code', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['true', true],
    ['false', false],
    ['an empty text', ''],
    ['an object', { page: '/consent' }],
    ['another host', '//evil.example'],
  ])('%s', async (_case, answer) => {
    const askConsent = (() => answer) as AskConsent;
    const { ask } = await serveAuthorization({ askConsent });
    expect(answerOf(await ask())['error']).toBe('server_error');
  });
});

describe('users whom the store has', () => {
  const dora = {
    id: 'dora',
    username: 'dora',
    emailVerified: true,
    roles: [],
    permissions: [],
    metadata: {},
  };
  const authenticate: Authenticate = () => ({ user: { id: 'dora' } });

  it.each(['suspended', 'revoked'] as const)('get no code when %s', async (status) => {
    const { ask, store } = await serveAuthorization({ authenticate });
    await store.users.insert(dora);
    expect(answerOf(await ask())).toHaveProperty('code');
    await store.users.setStatus('dora', status);
    expect(answerOf(await ask())['error']).toBe('access_denied');
  });

  it('get codes right after all of their tokens were ended', async () => {
    const { ask, store, client, clock } = await serveAuthorization({ authenticate });
    await store.users.insert(dora);
    await store.users.endTokens('dora');
    await store.clients.endTokens(client.id);
    const { code = '' } = answerOf(await ask());
    const issued = await store.codes.find(sha256(code));
    const found = await store.families.find(issued?.familyId ?? '');
    expect(found?.liveness).toBe('live');
    expect(found?.family.createdAt).toBeGreaterThanOrEqual(clock.now());
  });

  it('get no code by a session that ended with all of their tokens while the host was looking at it', async () => {
    let isSignedIn = true;
    const { ask, store } = await serveAuthorization({
      async authenticate() {
        const answer = isSignedIn ? { user: { id: 'dora' } } : { page: '/login' };
        isSignedIn = false;
        await store.users.endTokens('dora');
        return answer;
      },
    });
    await store.users.insert(dora);
    expect((await ask()).headers.get('location')).toBe('/login');
  });

  it('get what their roles allow, and nothing at all is invalid_scope', async () => {
    const seen: unknown[] = [];
    const { ask, store } = await serveAuthorization({
      authenticate,
      userScopes: (user) => {
        seen.push([user.id, user.record?.username]);
        return ['billing', 'admin'];
      },
    });
    await store.users.insert(dora);
    const { code = '' } = answerOf(await ask());
    expect((await store.codes.find(sha256(code)))?.scopes).toEqual(['billing']);
    expect(answerOf(await ask({ scope: 'claims' }))['error']).toBe('invalid_scope');
    expect(seen[0]).toEqual(['dora', 'dora']);
  });

  it('RFC 9700 §4.15: are nobody who has the id of the client', async () => {
    const session = { id: 'ann' };
    const { ask, client } = await serveAuthorization({ authenticate: () => ({ user: session }) });
    session.id = client.id;
    expect(answerOf(await ask())['error']).toBe('server_error');
  });

  it('get nothing from userScopes that gives no list', async () => {
    const { ask } = await serveAuthorization({ userScopes: (() => 'claims billing') as never });
    expect(answerOf(await ask())['error']).toBe('server_error');
  });
});
