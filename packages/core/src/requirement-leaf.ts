import { leadingScheme, schemeOf } from './create-principal.js';
import type { Challenger, Evaluation, Refusal, Verdict } from './evaluation.js';
import { isPromiseLike } from './eventually.js';
import type { RequirementNode } from './guard-tree.js';
import type { Principal } from './principal.js';
import { readFailure } from './read-failure.js';
import { ForbiddenError, UnauthenticatedError } from './refusal-errors.js';
import type { Eventually, Scheme } from './scheme.js';
import type { SecurityError } from './security-error.js';
import { wouldMoreScopeHelp } from './would-more-scope-help.js';

/** Shared by all requests, as it is never changed. */
const FORBIDDEN = new ForbiddenError('Cannot let request through: a requirement said no', {
  reason: 'predicate_refused',
});

/**
 * Asks the requirement about the principal that stands.
 *
 * @throws Error when there is none and no scheme could have found one: the requirement is mounted in the wrong place.
 */
export function ask(node: RequirementNode, run: Evaluation): Eventually<Verdict> {
  const { principal } = run;
  if (principal === undefined) return refuseNobody(node, run);
  const error = check(node, principal, run);
  return isPromiseLike(error)
    ? error.then((found) => conclude(node, principal, found, run))
    : conclude(node, principal, error, run);
}

function check(
  node: RequirementNode,
  principal: Principal,
  run: Evaluation,
): Eventually<SecurityError | undefined> {
  try {
    const answer = node.requirement.check(principal, run.req);
    if (!isPromiseLike(answer)) return readAnswer(answer, node);
    return Promise.resolve(answer).then((found) => readAnswer(found, node), readFailure);
  } catch (error) {
    return readFailure(error);
  }
}

/** Only the literal `true` lets through. */
function readAnswer(answer: unknown, node: RequirementNode): SecurityError | undefined {
  if (answer === true) return undefined;
  if (answer === false) return FORBIDDEN;
  throw new TypeError(
    `Cannot accept what ${node.name} gave: a requirement answers true or false, not ${typeof answer}`,
  );
}

function conclude(
  node: RequirementNode,
  principal: Principal,
  error: SecurityError | undefined,
  run: Evaluation,
): Verdict {
  if (error === undefined) {
    run.keepMet(node, principal);
    return undefined;
  }
  const waived = error.status === 403 ? run.waivedSchemes() : [];
  if (waived.length > 0) return askForCredential(node, waived, error);
  return { error, by: node.name, absent: false, challengers: challengersOf(error, principal) };
}

function refuseNobody(node: RequirementNode, run: Evaluation): Refusal {
  const waived = run.waivedSchemes();
  if (waived.length > 0) return { ...askForCredential(node, waived), absent: true };
  throw new Error(
    `Cannot check ${node.name}: no scheme ran before it; mount one in front of it, or put both into allOf`,
  );
}

/** Somebody who may still bring a credential is asked for it, instead of being told that they may not. */
function askForCredential(
  node: RequirementNode,
  waived: readonly Scheme[],
  refused?: SecurityError,
): Refusal {
  const error = new UnauthenticatedError(
    `Cannot let request through: ${node.name} needs a credential that was not sent`,
    {
      reason: refused?.reason ?? 'no_credential',
    },
  );
  return { error, by: node.name, absent: false, challengers: waived.map((scheme) => ({ scheme })) };
}

function challengersOf(error: SecurityError, principal: Principal): readonly Challenger[] {
  if (error.challenge === 'bare' || (error.status === 401 && error.challenge === undefined)) {
    const scheme = leadingScheme(principal);
    return scheme === undefined ? [] : [{ scheme }];
  }
  const scheme = schemeOf(principal, 'token');
  const helps = scheme !== undefined && error.status === 403 && wouldMoreScopeHelp(principal, error.scope);
  return helps ? [{ scheme, error }] : [];
}
