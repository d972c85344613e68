import { clientAddress, formatChallenge } from '@portcullis/core';
import type { UserRecord } from '@portcullis/store';
import type { Interaction } from '@portcullis/token-issuer';
import type { Request, Response } from 'express';
import { loginPage } from './login-page.js';
import { sendPage } from './page.js';
import { requireInteraction, type SignInWork } from './sign-in-work.js';

/** Signing in by user name or e-mail address, and password. */
export function loginRoutes(work: SignInWork) {
  const { brand, sessions, mayUse } = work;
  return { showLogin, logIn };

  async function showLogin(req: Request, res: Response): Promise<void> {
    const interaction = await requireInteraction(work, req.query['interaction']);
    const session = sessions.read(req) ?? sessions.begin(res);
    sendPage(req, res, 200, loginPage({ brand, interaction, session }));
  }

  async function logIn(req: Request, res: Response): Promise<void> {
    const interaction = await requireInteraction(work, req.body.interaction);
    const username = textOf(req.body.username);
    const password = textOf(req.body.password);
    const user = await work.checkPassword({ username, password, address: clientAddress(req) });
    if (user === undefined) return askAgain(req, res, interaction, username);
    if (!mayUse(user, interaction.client)) {
      const problem = `This user does not belong to those for whom ${interaction.client.name} is`;
      return showAgain(req, res, 403, interaction, username, problem);
    }
    sessions.begin(res, { userId: user.id, authenticatedAt: authenticatedAt(user) });
    res.redirect(303, interaction.url);
  }

  function askAgain(req: Request, res: Response, interaction: Interaction, username: string): void {
    res.set('WWW-Authenticate', formatChallenge('Form', { realm: brand }));
    showAgain(req, res, 401, interaction, username, 'User name or password is wrong');
  }

  function showAgain(
    req: Request,
    res: Response,
    status: number,
    interaction: Interaction,
    username: string,
    problem: string,
  ): void {
    const session = sessions.read(req) ?? sessions.begin(res);
    sendPage(req, res, status, loginPage({ brand, interaction, session, username, problem }));
  }
}

/** A field that stands twice is a list, and nobody's name. */
function textOf(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

/** The store may count a second ahead of the clock. */
function authenticatedAt({ tokensValidFrom }: UserRecord): number {
  return Math.max(Date.now(), tokensValidFrom);
}
