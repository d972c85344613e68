import { isPrincipal, standsOn } from './create-principal.js';
import type { Challenger, Evaluation, Refusal } from './evaluation.js';
import type { Names } from './principal.js';
import type { Scheme } from './scheme.js';

/** The statuses that another credential could change (RFC 9110 §11.6.1 and RFC 6750 §3). */
const CHALLENGED: ReadonlySet<number> = new Set([400, 401, 403]);

/**
 * The lines of `WWW-Authenticate`: first the scheme that was attempted and decided, then the others that failed, then
 * the missing ones, then the rest; one of each scheme, and none of a scheme that vouched.
 */
export function collectChallenges(refusal: Refusal, run: Evaluation): Names {
  const { error, challengers } = refusal;
  if (!CHALLENGED.has(error.status)) return [];
  const asked = error.challenge === undefined ? [...challengers, ...otherChallengers(run)] : challengers;
  const lines = new Map<string, string>();
  for (const challenger of asked) {
    for (const line of linesOf(challenger, error.status)) {
      const place = `${challenger.scheme.slot} ${line.split(' ', 1)}`.toLowerCase();
      if (!lines.has(place)) lines.set(place, line);
    }
  }
  return [...lines.values()];
}

/** A 401 has a challenge always, also where the scheme does not know the error. */
function linesOf({ scheme, error }: Challenger, status: number): Names {
  const lines = scheme.challenges(error);
  return lines.length === 0 && status === 401 ? scheme.challenges() : lines;
}

function otherChallengers(run: Evaluation): readonly Challenger[] {
  const failed: Scheme[] = [];
  const missing: Scheme[] = [];
  const rest: Scheme[] = [];
  for (const scheme of run.plan.demanded) {
    const finding = run.findingOf(scheme);
    if (standsOn(run.principal, scheme) || isPrincipal(finding)) continue;
    if (finding !== undefined) failed.push(scheme);
    else if (run.hasRun(scheme)) missing.push(scheme);
    else rest.push(scheme);
  }
  return [...failed, ...missing, ...rest].map((scheme) => ({ scheme }));
}
