import { clientAddress, formatChallenge, publishDecision } from '@portcullis/core';
import type { UserRecord } from '@portcullis/store';
import type { Request, Response } from 'express';
import { type LoginForm, loginPage } from './login-page.js';
import { sendPage } from './page.js';
import { requireInteraction, type SignInWork } from './sign-in-work.js';

/** Signing in by user name or e-mail address, and password. */
export function loginRoutes(work: SignInWork) {
  const { brand, base, sessions } = work;
  return { showLogin, logIn };

  async function showLogin(req: Request, res: Response): Promise<void> {
    const interaction = await requireInteraction(work, req.query['interaction']);
    showForm(req, res, 200, { interaction });
  }

  async function logIn(req: Request, res: Response): Promise<void> {
    const interaction = await requireInteraction(work, req.body.interaction);
    const username = textOf(req.body.username);
    const password = textOf(req.body.password);
    const user = await work.checkPassword({ username, password, address: clientAddress(req) });
    if (user === undefined) {
      publishDecision({ outcome: 'deny', guard: 'signIn', reason: 'wrong_secret', request: req });
      res.set('WWW-Authenticate', formatChallenge('Form', { realm: brand }));
      const problem = 'User name or password is wrong';
      return showForm(req, res, 401, { interaction, username, problem });
    }
    if (!work.mayUse(user, interaction.client)) {
      const problem = `${user.username} may not use ${interaction.client.name}`;
      return showForm(req, res, 403, { interaction, username, problem });
    }
    sessions.begin(res, { userId: user.id, authenticatedAt: authenticatedAt(user) });
    res.redirect(303, interaction.url);
  }

  function showForm(req: Request, res: Response, status: number, form: AskedLogin): void {
    const session = sessions.read(req) ?? sessions.begin(res);
    sendPage(req, res, status, loginPage({ ...form, brand, base, session }));
  }
}

type AskedLogin = Omit<LoginForm, 'brand' | 'base' | 'session'>;

/** A field that stands twice is a list, and nobody's name. */
function textOf(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

/** The store may count a second ahead of the clock. */
function authenticatedAt({ tokensValidFrom }: UserRecord): number {
  return Math.max(Date.now(), tokensValidFrom);
}
