import type { ServerResponse } from 'node:http';
import { answerRefusal } from './answer-refusal.js';
import { asError } from './as-error.js';
import { collectChallenges } from './collect-challenges.js';
import { standsOn } from './create-principal.js';
import { decisions, publishDecision } from './decision.js';
import { evaluate } from './evaluate.js';
import { Evaluation, type Refusal, type Verdict } from './evaluation.js';
import { isPromiseLike } from './eventually.js';
import type { Next } from './guard.js';
import type { GuardPlan } from './guard-plan.js';
import type { Names } from './principal.js';
import { type GuardedRequest, standingPrincipal } from './principal-of.js';
import { recall, remember } from './request-memory.js';
import type { Eventually } from './scheme.js';
import { isSecurityError, type SecurityError } from './security-error.js';

/** One request before one guard. `next()` is called outside every `try`: an error of a later handler is not ours. */
export function runGuard(plan: GuardPlan, req: GuardedRequest, res: ServerResponse, next: Next): void {
  const run = new Evaluation(plan, req);
  let verdict: Eventually<Verdict>;
  try {
    run.principal = run.standing = standingPrincipal(req);
    verdict = evaluate(plan.node, run);
  } catch (error) {
    stop(error, run, res, next);
    return;
  }
  if (isPromiseLike(verdict)) settleLater(verdict, run, res, next);
  else settle(verdict, run, res, next);
}

/** While we waited somebody else may have answered, a timeout say: then there is nothing left to do. */
function settleLater(verdict: PromiseLike<Verdict>, run: Evaluation, res: ServerResponse, next: Next): void {
  const isAnswered = () => res.headersSent || res.writableEnded;
  verdict.then(
    (settled) => {
      if (!isAnswered()) settle(settled, run, res, next);
    },
    (error: unknown) => {
      if (!isAnswered()) stop(error, run, res, next);
    },
  );
}

function settle(verdict: Verdict, run: Evaluation, res: ServerResponse, next: Next): void {
  if (verdict === undefined) admit(run, res, next);
  else deny(verdict, run, res, next);
}

function admit(run: Evaluation, res: ServerResponse, next: Next): void {
  const { plan, req, principal } = run;
  if (principal !== undefined && principal !== run.standing) {
    req.principal = principal;
    if (plan.announcing.length > 0) announce(run, res);
  }
  if (run.waived.length > 0) remember(req, { waived: [...(recall(req)?.waived ?? []), ...run.waived] });
  if (decisions.hasSubscribers) publishAllowance(run);
  next();
}

/** Sets the headers of the schemes that vouched just now, where the app has not set them. */
function announce({ plan, principal, standing }: Evaluation, res: ServerResponse): void {
  for (const scheme of plan.announcing) {
    if (!standsOn(principal, scheme) || standsOn(standing, scheme)) continue;
    for (const [name, value] of Object.entries(scheme.acceptedHeaders ?? {})) {
      if (!res.headersSent && !res.hasHeader(name)) res.setHeader(name, value);
    }
  }
}

function publishAllowance({ plan, req, principal }: Evaluation): void {
  const publicRoute = plan.node.type === 'public' ? 'public_route' : undefined;
  const reason = publicRoute ?? (principal === undefined ? 'anonymous' : 'allowed');
  publishDecision({ outcome: 'allow', guard: plan.name, request: req, principal, reason });
}

function deny(refusal: Refusal, run: Evaluation, res: ServerResponse, next: Next): void {
  let challenges: Names;
  try {
    challenges = collectChallenges(refusal, run);
  } catch (error) {
    stop(error, run, res, next);
    return;
  }
  refuseRun(refusal.error, challenges, refusal.by, run, res, next);
}

/** What ended the search: a mismatch of credentials, which has no challenge, or a bug, which is for the error handler. */
function stop(error: unknown, run: Evaluation, res: ServerResponse, next: Next): void {
  if (isSecurityError(error)) {
    refuseRun(error, [], run.plan.name, run, res, next);
    return;
  }
  publishDecision({
    outcome: 'deny',
    guard: run.plan.name,
    request: run.req,
    principal: run.principal,
    error,
  });
  next(asError(error, run.plan.name));
}

function refuseRun(
  error: SecurityError,
  challenges: Names,
  part: string,
  { plan, req, principal }: Evaluation,
  res: ServerResponse,
  next: Next,
): void {
  publishDecision({ outcome: 'deny', guard: plan.name, part, request: req, principal, error });
  answerRefusal(req, res, next, error, challenges);
}
