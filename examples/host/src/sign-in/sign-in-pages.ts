import {
  clientAddress,
  isSecurityError,
  methodNotAllowed,
  publishDecision,
  SecurityError,
} from '@portcullis/core';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { consentRoutes } from './consent-routes.js';
import { requireCsrfToken } from './csrf.js';
import { html } from './html.js';
import { loginRoutes } from './login-routes.js';
import { sendPage } from './page.js';
import type { SignInWork } from './sign-in-work.js';
import { stylesheet } from './stylesheet.js';

/** The pages below one path. What they refuse is a page for a browser, and problem details for everybody else. */
export function signInPages(work: SignInWork): Router {
  const { showLogin, logIn } = loginRoutes(work);
  const { showConsent, decide } = consentRoutes(work);
  const ownForm = [requireForm, express.urlencoded({ extended: false, limit: '100kb' }), requireOwn(work)];
  const router = Router();
  router.get('/sign-in.css', sendStylesheet).all('/sign-in.css', methodNotAllowed('GET'));
  router.use(['/login', '/consent'], forbidStoring);
  router.get('/login', showLogin).post('/login', refuseAddress(work), ...ownForm, logIn);
  router.get('/consent', showConsent).post('/consent', ...ownForm, decide);
  router.all(['/login', '/consent'], methodNotAllowed('GET', 'POST'));
  return router.use(refusalPage(work));
}

function sendStylesheet(_req: Request, res: Response): void {
  res.type('css').set('Cache-Control', 'public, max-age=300').send(stylesheet);
}

function forbidStoring(_req: Request, res: Response, next: NextFunction): void {
  res.set('Cache-Control', 'no-store');
  next();
}

/** Before anything else is looked at. */
function refuseAddress({ failures }: SignInWork) {
  return async (req: Request, _res: Response, next: NextFunction): Promise<void> => {
    await failures.refuseAddress(clientAddress(req));
    next();
  };
}

function requireForm(req: Request, _res: Response, next: NextFunction): void {
  if (!req.is('urlencoded')) {
    const message = 'Cannot take the form: it is of another media type';
    throw new SecurityError(message, { status: 415, reason: 'invalid_request' });
  }
  next();
}

function requireOwn({ sessions }: SignInWork) {
  return (req: Request, _res: Response, next: NextFunction): void => {
    requireCsrfToken(sessions.read(req), req.body.csrf);
    next();
  };
}

function refusalPage({ brand, base }: SignInWork) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (!isSecurityError(error)) {
      next(error);
      return;
    }
    publishDecision({ outcome: 'deny', guard: 'signIn', request: req, error });
    if (req.accepts(['json', 'html']) !== 'html') {
      next(error);
      return;
    }
    const told = error.description ?? 'Something is not as it should be; please try again';
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
    sendPage(req, res, error.status, { title: 'That did not work', brand, base, body: html`<p>${told}</p>` });
  };
}
