import { describe, expect, it } from 'vitest';
import type { AuthenticationAnswer, Interaction } from '../../src/index.js';
import { answerOf, serveAuthorization } from '../support/serve-authorization.js';

/** A host with one session, which a test changes, and what it was asked. */
async function serveHost(options: Parameters<typeof serveAuthorization>[0] = {}) {
  const host: { answer: AuthenticationAnswer; consentFor: Interaction[]; loginFor: Interaction[] } = {
    answer: { page: '/login' },
    consentFor: [],
    loginFor: [],
  };
  const bench = await serveAuthorization({
    authenticate: (_req, interaction) => {
      host.loginFor.push(interaction);
      const { signedInAfter = 0 } = interaction;
      if (!('user' in host.answer)) return host.answer;
      const { authenticatedAt = 0 } = host.answer.user;
      return authenticatedAt < signedInAfter ? { page: '/login' } : host.answer;
    },
    askConsent: (interaction) => {
      host.consentFor.push(interaction);
      return '/consent';
    },
    ...options,
  });
  const signIn = () => {
    host.answer = { user: { id: 'ann', authenticatedAt: bench.clock.now() } };
  };
  const lastLogin = () => host.loginFor.at(-1) as Interaction;
  return { ...bench, host, signIn, lastLogin };
}

const placeOf = (response: Response) => response.headers.get('location')?.split('?')[0];

describe('OpenID Connect Core §3.1.2.1: prompt and max_age', () => {
  it('prompt=none answers login_required instead of a page', async () => {
    const { ask } = await serveHost();
    expect(answerOf(await ask({ prompt: 'none' }))).toMatchObject({ error: 'login_required', state: 'S' });
  });

  it('prompt=none answers consent_required instead of a page, and a code once there is consent', async () => {
    const { ask, signIn, issuer, lastLogin } = await serveHost();
    signIn();
    expect(answerOf(await ask({ prompt: 'none' }))['error']).toBe('consent_required');
    await issuer.giveConsent(lastLogin(), 'ann');
    expect(answerOf(await ask({ prompt: 'none' }))).toHaveProperty('code');
  });

  it('prompt=none says access_denied when the user does', async () => {
    const { ask, host } = await serveHost();
    host.answer = { denied: true };
    expect(answerOf(await ask({ prompt: 'none' }))['error']).toBe('access_denied');
  });

  it.each(['login', 'select_account'])('prompt=%s asks once for a fresh login', async (prompt) => {
    const { ask, follow, signIn, clock, lastLogin } = await serveHost({ askConsent: null });
    signIn();
    clock.advance(5);
    expect(placeOf(await ask({ prompt }))).toBe('/login');
    expect(lastLogin()).toMatchObject({ prompt: [prompt], signedInAfter: clock.now() });
    const { url } = lastLogin();
    clock.advance(5);
    expect(placeOf(await follow(url))).toBe('/login');
    signIn();
    clock.advance(5);
    expect(answerOf(await follow(url))).toHaveProperty('code');
    expect(lastLogin().prompt).toEqual([]);
  });

  it.each([
    [4, true],
    [5, true],
    [6, false],
  ])('max_age=5 with a login %i seconds ago', async (seconds, isGood) => {
    const { ask, signIn, clock } = await serveHost({ askConsent: null });
    signIn();
    clock.advance(seconds);
    expect(placeOf(await ask({ max_age: '5' }))).toBe(isGood ? 'https://app.example/callback' : '/login');
  });

  it('max_age=0 asks once, however long the login takes', async () => {
    const { ask, follow, signIn, clock, lastLogin } = await serveHost({ askConsent: null });
    signIn();
    clock.advance(1);
    expect(placeOf(await ask({ max_age: '0' }))).toBe('/login');
    const { url } = lastLogin();
    signIn();
    clock.advance(600);
    expect(answerOf(await follow(url))).toHaveProperty('code');
  });

  it('an older login that the host believes in is login_required', async () => {
    const { ask, clock } = await serveAuthorization({
      authenticate: () => ({ user: { id: 'ann', authenticatedAt: clock.now() - 1 } }),
    });
    expect(answerOf(await ask({ prompt: 'login' }))['error']).toBe('login_required');
    expect(answerOf(await ask())).toHaveProperty('code');
  });

  it('a host that does not say when the user signed in cannot meet a fresh login', async () => {
    const { ask } = await serveAuthorization();
    expect(answerOf(await ask({ max_age: '3600' }))['error']).toBe('login_required');
  });

  it('a moment in the future counts as now: somebody can meet it', async () => {
    const { ask, signIn, clock } = await serveHost({ askConsent: null });
    signIn();
    expect(answerOf(await ask({ signed_in_after: String(clock.now() + 1_000_000) }))).toHaveProperty('code');
  });
});

describe('consent', () => {
  it('is asked once for a user, a client and a scope', async () => {
    const { ask, signIn, issuer, host } = await serveHost();
    signIn();
    expect(placeOf(await ask({ scope: 'claims' }))).toBe('/consent');
    await issuer.giveConsent(host.consentFor[0] as Interaction, 'ann');
    expect(answerOf(await ask({ scope: 'claims' }))).toHaveProperty('code');
    expect(host.consentFor).toHaveLength(1);
    expect(placeOf(await ask({ scope: 'claims billing' }))).toBe('/consent');
    host.answer = { user: { id: 'bob' } };
    expect(placeOf(await ask({ scope: 'claims' }))).toBe('/consent');
  });

  it('is asked for what the user may have of it', async () => {
    const { ask, signIn, host } = await serveHost({ userScopes: () => ['billing'] });
    signIn();
    await ask();
    expect(host.consentFor[0]?.scopes).toEqual(['billing']);
  });

  it('is asked again after it was withdrawn', async () => {
    const { ask, signIn, issuer, lastLogin, store, client } = await serveHost();
    signIn();
    await ask();
    await issuer.giveConsent(lastLogin(), 'ann');
    expect(answerOf(await ask())).toHaveProperty('code');
    await store.consents.withdraw('ann', client.id);
    expect(placeOf(await ask())).toBe('/consent');
  });

  it('prompt=consent asks once more', async () => {
    const { ask, follow, signIn, issuer, lastLogin, clock } = await serveHost();
    signIn();
    await ask();
    await issuer.giveConsent(lastLogin(), 'ann');
    clock.advance(5);
    expect(placeOf(await ask({ prompt: 'consent' }))).toBe('/consent');
    const { url, id } = lastLogin();
    clock.advance(5);
    expect(placeOf(await follow(url))).toBe('/consent');
    const interaction = await issuer.readInteraction(id);
    await issuer.giveConsent(interaction as Interaction, 'ann');
    clock.advance(5);
    expect(answerOf(await follow(url))).toHaveProperty('code');
  });

  it('is needed by a client without scopes too', async () => {
    const { ask, signIn, issuer, lastLogin, clients, client } = await serveHost();
    await clients.update(client.id, { scopes: [] });
    signIn();
    expect(placeOf(await ask())).toBe('/consent');
    await issuer.giveConsent(lastLogin(), 'ann');
    expect(answerOf(await ask())).toHaveProperty('code');
  });

  it('is not asked where askConsent says that this client needs none, even with prompt=consent', async () => {
    const { ask, signIn } = await serveHost({ askConsent: async () => undefined });
    signIn();
    expect(answerOf(await ask())).toHaveProperty('code');
    expect(answerOf(await ask({ prompt: 'consent' }))).toHaveProperty('code');
    expect(answerOf(await ask({ prompt: 'none' }))).toHaveProperty('code');
  });
});
