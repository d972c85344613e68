import { SecurityError } from '@portcullis/core';
import type { Request, Response } from 'express';
import { consentPage } from './consent-page.js';
import { sendPage } from './page.js';
import { requireInteraction, type SignInWork } from './sign-in-work.js';
import { findVisitor } from './visitor.js';

/** What the signed-in user lets a client do. */
export function consentRoutes(work: SignInWork) {
  const { brand, base, context, describeScope, issuer, sessions, pageOf } = work;
  return { showConsent, decide };

  async function showConsent(req: Request, res: Response): Promise<void> {
    const interaction = await requireInteraction(work, req.query['interaction']);
    const visitor = await findVisitor(context.store, sessions.read(req));
    if (visitor === undefined) return res.redirect(303, pageOf('login', interaction));
    const { session, user } = visitor;
    sendPage(req, res, 200, consentPage({ brand, base, interaction, session, user, describeScope }));
  }

  async function decide(req: Request, res: Response): Promise<void> {
    const interaction = await requireInteraction(work, req.body.interaction);
    const visitor = await findVisitor(context.store, sessions.read(req));
    if (visitor === undefined) return res.redirect(303, pageOf('login', interaction));
    const { decision } = req.body;
    if (decision === 'deny') return res.redirect(303, interaction.denialUrl);
    if (decision !== 'allow') throw noDecision();
    await issuer.giveConsent(interaction, visitor.user.id);
    res.redirect(303, interaction.url);
  }
}

function noDecision(): SecurityError {
  return new SecurityError('Cannot take the consent form: it says neither allow nor deny', {
    status: 400,
    reason: 'invalid_request',
    description: 'Choose either to allow or to deny',
  });
}
