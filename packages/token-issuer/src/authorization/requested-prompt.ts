import type { Names } from '@portcullis/core';
import type { Parameters } from '../request/parameters.js';
import { badAuthorizationRequest } from './authorization-errors.js';

/** What a request asks of login and consent (OpenID Connect Core §3.1.2.1). Times are milliseconds since the epoch. */
export interface RequestedPrompt {
  readonly prompt: Names;
  /** The user must have signed in at or after it. */
  readonly signedInAfter: number | undefined;
  /** The user must have consented at or after it. */
  readonly consentedAfter: number | undefined;
}

const known = new Set(['none', 'login', 'consent', 'select_account']);

/**
 * Reads `prompt` and `max_age`, and the moments that took their places on the way through login and consent.
 *
 * @throws SecurityError `invalid_request`
 */
export function readRequestedPrompt(parameters: Parameters, now: number): RequestedPrompt {
  const prompt = parameters.get('prompt')?.split(' ') ?? [];
  if (!prompt.every((value) => known.has(value))) throw badAuthorizationRequest('The prompt is not known');
  if (prompt.includes('none') && prompt.length > 1) {
    throw badAuthorizationRequest('The prompt none stands alone');
  }
  const maxAgeSeconds = readNumber(parameters, 'max_age');
  const asksForLogin = prompt.includes('login') || prompt.includes('select_account');
  return {
    prompt: [...new Set(prompt)],
    signedInAfter: latest(
      asksForLogin ? now : undefined,
      maxAgeSeconds === undefined ? undefined : Math.max(0, now - maxAgeSeconds * 1000),
      readMoment(parameters, 'signed_in_after', now),
    ),
    consentedAfter: latest(
      prompt.includes('consent') ? now : undefined,
      readMoment(parameters, 'consented_after', now),
    ),
  };
}

/** Never in the future: nobody could meet that. */
function readMoment(parameters: Parameters, name: string, now: number): number | undefined {
  const moment = readNumber(parameters, name);
  return moment === undefined ? undefined : Math.min(moment, now);
}

function readNumber(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badAuthorizationRequest(`The ${name} is not a whole number`);
  return Number(text);
}

function latest(...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
