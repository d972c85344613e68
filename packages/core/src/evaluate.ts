import { publishDecision } from './decision.js';
import type { Evaluation, Refusal, Verdict } from './evaluation.js';
import { isPromiseLike } from './eventually.js';
import type { GuardNode } from './guard.js';
import { type ReportOnlyNode, schemeNodes } from './guard-tree.js';
import { ask } from './requirement-leaf.js';
import type { Eventually } from './scheme.js';
import { authenticate } from './scheme-leaf.js';

/** A composition under way: it gives out what it waits for, and is handed what came of it. */
type Steps = Generator<PromiseLike<Verdict>, Verdict, Verdict>;

/**
 * Reads the tree of a guard for one request: the one place that knows what a composition means. Answers in this tick
 * as long as no scheme or requirement gives a promise.
 */
export function evaluate(node: GuardNode, run: Evaluation): Eventually<Verdict> {
  switch (node.type) {
    case 'scheme':
      return authenticate(node, run);
    case 'requirement':
      return ask(node, run);
    case 'allOf':
      return drive(allOf(node.parts, run));
    case 'anyOf':
      return drive(anyOf(node.parts, run));
    case 'optional':
      return drive(optional(node.part, run));
    case 'reportOnly':
      return drive(reportOnly(node, run));
    case 'public':
      return undefined;
    default:
      throw new TypeError('Cannot evaluate guard: its tree was made by another release');
  }
}

/** The first part that is absent or failed decides. */
function* allOf(parts: readonly GuardNode[], run: Evaluation): Steps {
  const metBefore = run.met.length;
  for (const part of parts) {
    const begun = evaluate(part, run);
    const verdict = isPromiseLike(begun) ? yield begun : begun;
    if (verdict !== undefined) return verdict;
  }
  // What was met before a later part narrowed the principal is asked again.
  for (const { node, principal } of run.met.slice(metBefore)) {
    if (principal === run.principal) continue;
    const begun = ask(node, run);
    const verdict = isPromiseLike(begun) ? yield begun : begun;
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** Commits to the first part that lets through; a part that failed leaves nothing behind. */
function* anyOf(parts: readonly GuardNode[], run: Evaluation): Steps {
  const mark = run.mark();
  let gravest: Verdict;
  for (const part of parts) {
    const begun = evaluate(part, run);
    const verdict = isPromiseLike(begun) ? yield begun : begun;
    if (verdict === undefined) return undefined;
    run.restore(mark);
    if (gravest === undefined || gravity(verdict) > gravity(gravest)) gravest = verdict;
  }
  return gravest;
}

/** Our own trouble tells more than a refusal, and a refusal more than an absence. */
function gravity(refusal: Refusal): number {
  if (refusal.error.status >= 500) return 2;
  return refusal.absent ? 0 : 1;
}

/** Lets nobody pass when all of the part is absent; half a composition is refused as it would be without `optional`. */
function* optional(part: GuardNode, run: Evaluation): Steps {
  const mark = run.mark();
  const begun = evaluate(part, run);
  const verdict = isPromiseLike(begun) ? yield begun : begun;
  if (verdict === undefined || !verdict.absent) return verdict;
  const nodes = schemeNodes(part);
  for (const node of nodes) {
    run.restore(mark);
    const sought = authenticate(node, run);
    const found = isPromiseLike(sought) ? yield sought : sought;
    if (found === undefined) return verdict;
    if (!found.absent) return found;
  }
  run.restore(mark);
  run.waive(nodes);
  return undefined;
}

/** Lets through whatever comes, and says what it would have refused. */
function* reportOnly({ part }: ReportOnlyNode, run: Evaluation): Steps {
  const mark = run.mark();
  try {
    const begun = evaluate(part, run);
    const verdict = isPromiseLike(begun) ? yield begun : begun;
    if (verdict === undefined) {
      run.met = mark.met;
      return undefined;
    }
    report(run, verdict.error, verdict.by);
  } catch (error) {
    report(run, error);
  }
  run.restore(mark);
  run.waive(schemeNodes(part));
  return undefined;
}

function report({ plan, req, principal }: Evaluation, error: unknown, part = plan.name): void {
  publishDecision({ outcome: 'report', guard: plan.name, part, request: req, principal, error });
}

function drive(steps: Steps): Eventually<Verdict> {
  const step = steps.next();
  return step.done ? step.value : finish(steps, step.value);
}

async function finish(steps: Steps, awaited: PromiseLike<Verdict>): Promise<Verdict> {
  let step: IteratorResult<PromiseLike<Verdict>, Verdict> = { done: false, value: awaited };
  while (!step.done) {
    step = await step.value.then(
      (verdict) => steps.next(verdict),
      (error: unknown) => steps.throw(error),
    );
  }
  return step.value;
}
