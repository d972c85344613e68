import { principalOf, sendProblem } from '@portcullis/core';
import type { Request, Response, Router } from 'express';
import type { Bank } from '../bank/bank.js';
import type { Application } from '../bank/books.js';
import type { Decision } from '../bank/entry.js';

/** Applications of people who want an account, and the one decision on each. */
export function applicationRoutes(router: Router, bank: Bank): void {
  const path = '/banking/applications/:applicationId';
  router.get(path, async (req, res) => {
    const application = await bank.application(idOf(req));
    if (application === undefined) sendProblem(res, 404);
    else res.json(present(application));
  });

  router.get(`${path}/documents`, async (req, res) => {
    const application = await bank.application(idOf(req));
    if (application === undefined) sendProblem(res, 404);
    else res.json({ documents: application.documents });
  });

  router.put(`${path}/decision`, async (req, res) => {
    const userId = principalOf(req).user?.id ?? '';
    const decided = await bank.decide(idOf(req), userId, req.body as Decision);
    sendDecided(res, decided);
  });
}

function sendDecided(res: Response, decided: Awaited<ReturnType<Bank['decide']>>): void {
  if (decided === undefined) sendProblem(res, 404);
  else if ('error' in decided) sendProblem(res, decided.status, decided);
  else res.json(present(decided));
}

function idOf({ params }: Request): string {
  return String(params['applicationId']);
}

function present({ applicationId, applicant, product, decision, reason }: Application): object {
  const decided = { ...(decision && { decision }), ...(reason && { reason }) };
  return { applicationId, applicant, product, status: decision ?? 'submitted', ...decided };
}
