import { isPrincipal, standsOn } from './create-principal.js';
import type { Challenger, Evaluation, Refusal } from './evaluation.js';
import type { Names } from './principal.js';

const NONE: Names = [];

/**
 * The lines of `WWW-Authenticate`: first the scheme that was attempted and decided, then the others that failed, then
 * the missing ones, then the rest; one of each scheme, and none of a scheme that vouched.
 */
export function collectChallenges(refusal: Refusal, run: Evaluation): Names {
  const { error, challengers } = refusal;
  if (!couldBeChanged(error.status)) return NONE;
  const asked =
    error.challenge === undefined ? [...challengers, ...otherChallengers(challengers, run)] : challengers;
  const [first, ...others] = asked;
  if (first === undefined) return NONE;
  return others.length === 0 ? linesOf(first, error.status) : joinLines(asked, error.status);
}

/** By another credential (RFC 9110 §11.6.1, RFC 6750 §3). */
function couldBeChanged(status: number): boolean {
  return status === 401 || status === 403 || status === 400;
}

function otherChallengers(challengers: readonly Challenger[], run: Evaluation): readonly Challenger[] {
  const failed: Challenger[] = [];
  const missing: Challenger[] = [];
  const rest: Challenger[] = [];
  for (const scheme of run.plan.demanded) {
    const finding = run.findingOf(scheme);
    const speaks = challengers.some((challenger) => challenger.scheme === scheme);
    if (speaks || standsOn(run.principal, scheme) || isPrincipal(finding)) continue;
    if (finding !== undefined) failed.push({ scheme });
    else if (run.hasRun(scheme)) missing.push({ scheme });
    else rest.push({ scheme });
  }
  return [...failed, ...missing, ...rest];
}

/** A 401 has a challenge always, also where the scheme does not know the error. */
function linesOf({ scheme, error }: Challenger, status: number): Names {
  const lines = scheme.challenges(error);
  return lines.length === 0 && status === 401 ? scheme.challenges() : lines;
}

/** Of several schemes that read one place under one name, as two issuers of bearer tokens do, the first one speaks. */
function joinLines(asked: readonly Challenger[], status: number): Names {
  const lines = new Map<string, string>();
  for (const challenger of asked) {
    for (const line of linesOf(challenger, status)) {
      const place = `${challenger.scheme.slot} ${line.split(' ', 1)}`.toLowerCase();
      if (!lines.has(place)) lines.set(place, line);
    }
  }
  return [...lines.values()];
}
