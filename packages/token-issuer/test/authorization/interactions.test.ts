import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interaction } from '../../src/index.js';
import { answerOf, redirectUri, serveAuthorization } from '../support/serve-authorization.js';
import { serveIssuer } from '../support/serve-issuer.js';

/** An issuer whose host never knows the user, and what it was told of each request. */
async function serveStranger(options: Parameters<typeof serveAuthorization>[0] = {}) {
  const seen: Interaction[] = [];
  const bench = await serveAuthorization({
    authenticate: (_req, interaction) => {
      seen.push(interaction);
      return { page: `/login?interaction=${interaction.id}` };
    },
    askConsent: () => '/consent',
    ...options,
  });
  return {
    ...bench,
    async interactionOf(asked: Parameters<typeof bench.ask>[0]): Promise<Interaction> {
      await bench.ask(asked);
      const last = seen.at(-1);
      if (last === undefined) throw new Error('authenticate was not asked');
      return last;
    },
  };
}

describe('an interaction', () => {
  it('says what the host pages need, and no digest', async () => {
    const { interactionOf, client } = await serveStranger();
    const interaction = await interactionOf({ scope: 'claims', login_hint: 'ann@example', ui_locales: 'de' });
    expect(interaction).toMatchObject({
      client: { id: client.id, name: 'App', secrets: [] },
      redirectUri,
      scopes: ['claims'],
      loginHint: 'ann@example',
      prompt: [],
    });
    expect(interaction.parameters.get('ui_locales')).toBe('de');
    expect(interaction.id).toMatch(/^[\w-]+$/);
    expect(interaction.url).toMatch(/^\/oauth\/authorize\?/);
    expect(interaction).not.toHaveProperty('signedInAfter');
  });

  it('names all scopes of the client where none was asked for, and each once', async () => {
    const { interactionOf } = await serveStranger();
    expect((await interactionOf({})).scopes).toEqual(['claims', 'billing']);
    expect((await interactionOf({ scope: 'billing billing' })).scopes).toEqual(['billing']);
  });

  it('stays with the scopes that it was made with, whatever the client is given meanwhile', async () => {
    const { interactionOf, issuer, clients, client } = await serveStranger();
    const { id } = await interactionOf({});
    await clients.update(client.id, { scopes: ['claims', 'billing', 'payouts'] });
    expect((await issuer.readInteraction(id))?.scopes).toEqual(['claims', 'billing']);
  });

  it('of a request that was just short enough comes back, by both ways', async () => {
    const { ask, interactionOf, issuer, follow, formOf } = await serveStranger();
    const asked = { prompt: 'consent' };
    const state = 'x'.repeat(4096 - formOf(asked).toString().replaceAll('+', '%20').length + 1);
    expect((await ask({ ...asked, state: `${state}x` })).status).toBe(413);
    const { id, url, denialUrl } = await interactionOf({ ...asked, state });
    expect(await issuer.readInteraction(id)).toHaveProperty('url', url);
    expect((await follow(url)).headers.get('location')).toMatch(/^\/login/);
    expect(answerOf(await follow(denialUrl))).toMatchObject({ error: 'access_denied', state });
  });

  it('is below the path of the issuer', async () => {
    const { ask } = await serveAuthorization({
      issuer: 'https://issuer.example/tenant',
      authenticate: (_req, { url }) => ({ page: `/login?next=${encodeURIComponent(url)}` }),
    });
    const location = (await ask()).headers.get('location');
    expect(location).toMatch(/^\/login\?next=%2Ftenant%2Foauth%2Fauthorize%3F/);
  });

  it('is read back by its id as it was', async () => {
    const { interactionOf, issuer } = await serveStranger();
    const text = fc
      .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
      .filter((value) => !/[\p{Cc}\p{Cs}]/u.test(value));
    await fc.assert(
      fc.asyncProperty(
        fc.record({ state: text, nonce: text, login_hint: text, ui_locales: text }, { requiredKeys: [] }),
        fc.constantFrom(undefined, 'claims', 'billing claims'),
        fc.constantFrom(undefined, 'login', 'consent', 'login consent', 'select_account'),
        fc.constantFrom(undefined, '0', '60'),
        async (others, scope, prompt, max_age) => {
          const {
            parameters,
            prompt: _,
            ...interaction
          } = await interactionOf({
            ...others,
            scope,
            prompt,
            max_age,
          });
          const read = await issuer.readInteraction(interaction.id);
          expect(read).toMatchObject(interaction);
          for (const [name, value] of Object.entries(others)) {
            expect(read?.parameters.get(name)).toBe(value);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['nothing', ''],
    ['no base64url', '###'],
    ['padded', 'YQ=='],
    ['no request', Buffer.from('a=b').toString('base64url')],
    ['bytes that are no text', Buffer.from([255, 254]).toString('base64url')],
    ['__proto__', '__proto__'],
    ['very long', 'A'.repeat(20_000)],
  ])('that is %s is none', async (_, id) => {
    const { issuer } = await serveStranger();
    expect(await issuer.readInteraction(id)).toBeUndefined();
  });

  it('that is no text is none', async () => {
    const { issuer } = await serveStranger();
    for (const id of [undefined, null, 7, ['a'], {}]) {
      expect(await issuer.readInteraction(id as never)).toBeUndefined();
    }
  });

  it('that was changed to lead elsewhere is none', async () => {
    const { interactionOf, issuer } = await serveStranger();
    const { id } = await interactionOf({});
    const query = new URLSearchParams(Buffer.from(id, 'base64url').toString());
    query.set('redirect_uri', 'https://evil.example/callback');
    const forged = Buffer.from(query.toString()).toString('base64url');
    expect(await issuer.readInteraction(forged)).toBeUndefined();
  });

  it('ends with its client', async () => {
    const { interactionOf, issuer, clients, client } = await serveStranger();
    const { id } = await interactionOf({});
    await clients.suspend(client.id);
    expect(await issuer.readInteraction(id)).toBeUndefined();
  });

  it('is not asked of a store that is away', async () => {
    const { interactionOf, issuer, store } = await serveStranger();
    const { id } = await interactionOf({});
    Object.assign(store.clients, { find: () => Promise.reject(new Error('ECONNREFUSED')) });
    await expect(issuer.readInteraction(id)).rejects.toThrow('ECONNREFUSED');
  });

  it('is nothing for an issuer without an authorization endpoint', async () => {
    const { issuer } = await serveIssuer();
    await expect(issuer.readInteraction('a')).rejects.toThrow(/paths.authorize is not given/);
  });

  it('denialUrl tells the client that the user said no, without asking who it is', async () => {
    const { interactionOf, follow } = await serveStranger();
    const { denialUrl } = await interactionOf({ prompt: 'login' });
    expect(answerOf(await follow(denialUrl))).toMatchObject({ error: 'access_denied', state: 'S' });
  });

  it('made of a denial leads on as if nobody had said no', async () => {
    const { interactionOf, issuer } = await serveStranger();
    const { denialUrl } = await interactionOf({});
    const id = Buffer.from(denialUrl.split('?')[1] ?? '').toString('base64url');
    expect((await issuer.readInteraction(id))?.url).not.toContain('decision');
  });
});
