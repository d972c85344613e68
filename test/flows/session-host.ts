import { randomUUID } from 'node:crypto';
import type { TokenIssuer } from '@portcullis/token-issuer';
import express, { type Request } from 'express';
import { arrivedAt, type Browser } from './browser.js';
import type { Host } from './flow-issuer.js';

interface Session {
  readonly id: string;
  readonly authenticatedAt: number;
}

/** A host that has users, sessions and pages of its own. Consent is asked of everybody. */
export const sessionHost: Host = (app, issuer) => {
  const sessions = new Map<string, Session>();
  app.use(['/login', '/consent'], express.urlencoded({ extended: false }));

  app.get('/login', async (req, res) => {
    const interaction = await issuer().readInteraction(String(req.query['interaction']));
    if (interaction === undefined) res.status(400).end('This is no request');
    else res.end(form(interaction.id, `Log in to go on to ${interaction.client.name}`));
  });
  app.post('/login', async (req, res) => {
    const interaction = await readInteraction(issuer(), req);
    const cookie = randomUUID();
    sessions.set(cookie, { id: req.body.user, authenticatedAt: Date.now() });
    res.cookie('session', cookie, { httpOnly: true, sameSite: 'lax' });
    res.redirect(303, interaction.url);
  });

  app.get('/consent', async (req, res) => {
    const interaction = await issuer().readInteraction(String(req.query['interaction']));
    if (interaction === undefined) res.status(400).end('This is no request');
    else res.end(form(interaction.id, `Let it have ${interaction.scopes.join(', ')}?`));
  });
  app.post('/consent', async (req, res) => {
    const interaction = await readInteraction(issuer(), req);
    const user = sessionOf(req);
    if (req.body.answer !== 'allow' || user === undefined) return res.redirect(303, interaction.denialUrl);
    await issuer().giveConsent(interaction, user.id);
    res.redirect(303, interaction.url);
  });

  function sessionOf({ headers }: Pick<Request, 'headers'>): Session | undefined {
    return sessions.get(/session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '');
  }

  return {
    authenticate(req, { id, signedInAfter = 0 }) {
      const user = sessionOf(req);
      if (user !== undefined && user.authenticatedAt >= signedInAfter) return { user };
      return { page: `/login?interaction=${id}` };
    },
    askConsent: ({ id }) => `/consent?interaction=${id}`,
  };
};

/** Where a person ends who goes to a client, logs in, and answers when asked. */
export async function passPages(
  browser: Browser,
  start: string | URL,
  { user = 'alice', answer = 'allow' } = {},
): Promise<URL> {
  let page = await browser.visit(start);
  if (page.url.pathname === '/login') page = await browser.submit(page, { user });
  if (page.url.pathname === '/consent') page = await browser.submit(page, { answer });
  return arrivedAt(page);
}

async function readInteraction(issuer: TokenIssuer, { body }: Request) {
  const interaction = await issuer.readInteraction(body.interaction);
  if (interaction === undefined) throw new Error('The form has lost its interaction');
  return interaction;
}

function form(interaction: string, title: string): string {
  return `<h1>${title}</h1><form method="post"><input type="hidden" name="interaction" value="${interaction}"></form>`;
}
