import { isPrincipal, standsOn } from './create-principal.js';
import type { Evaluation, Finding, Verdict } from './evaluation.js';
import { isPromiseLike } from './eventually.js';
import type { SchemeNode } from './guard-tree.js';
import { mergePrincipals } from './merge-principals.js';
import { readFailure } from './read-failure.js';
import { UnauthenticatedError } from './refusal-errors.js';
import type { Eventually } from './scheme.js';

/** Never changed, and handed out as a copy only, so that all requests may share it. */
const NO_CREDENTIAL = new UnauthenticatedError('Cannot authenticate request: no credential was sent');

/** Runs the scheme, unless the principal stands on it or it ran already, and merges what it found. */
export function authenticate(node: SchemeNode, run: Evaluation): Eventually<Verdict> {
  const { scheme } = node;
  if (standsOn(run.principal, scheme)) return undefined;
  if (!run.isChosen(scheme)) return absent(node);
  const finding = run.hasRun(scheme) ? run.findingOf(scheme) : find(node, run);
  return isPromiseLike(finding)
    ? finding.then((found) => conclude(node, found, run))
    : conclude(node, finding, run);
}

function find(node: SchemeNode, run: Evaluation): Eventually<Finding> {
  try {
    const value = node.scheme.authenticate(run.req);
    if (!isPromiseLike(value)) return readFinding(value, node);
    return Promise.resolve(value).then((found) => readFinding(found, node), readFailure);
  } catch (error) {
    return readFailure(error);
  }
}

function readFinding(value: unknown, node: SchemeNode): Finding {
  if (value === undefined) return undefined;
  if (isPrincipal(value) && standsOn(value, node.scheme)) return value;
  throw new TypeError(
    `Cannot accept what ${node.name} gave: createPrincipal did not make it for this scheme`,
  );
}

function conclude(node: SchemeNode, finding: Finding, run: Evaluation): Verdict {
  const { scheme } = node;
  run.keepFinding(scheme, finding);
  if (finding === undefined) return absent(node);
  if (!isPrincipal(finding)) {
    return { error: finding, by: node.name, absent: false, challengers: [{ scheme, error: finding }] };
  }
  run.principal = run.principal === undefined ? finding : mergePrincipals(run.principal, finding);
  return undefined;
}

function absent(node: SchemeNode): Verdict {
  return { error: NO_CREDENTIAL, by: node.name, absent: true, challengers: [] };
}
