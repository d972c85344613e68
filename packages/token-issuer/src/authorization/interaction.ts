import type { Names } from '@portcullis/core';
import { type Client, toClient } from '../clients/client.js';
import type { Parameters } from '../request/parameters.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { formatQuery } from './sent-parameters.js';

/** A valid authorization request on its way through login and consent. Made from the request alone; nothing is stored. */
export interface Interaction {
  /** base64url, for the URLs of the host's pages; `readInteraction` reads it. */
  readonly id: string;
  readonly client: Client;
  readonly redirectUri: string;
  /** Asked for, each once; all of the client's where none was asked for. */
  readonly scopes: Names;
  /** Who is likely to sign in, as the client says. */
  readonly loginHint?: string;
  /** What the client asks for; only `none` is still there on the way back from login or consent. */
  readonly prompt: Names;
  /** Milliseconds since the epoch: the user must have signed in at or after it. */
  readonly signedInAfter?: number;
  /** Path and query where the browser goes on after login or consent. */
  readonly url: string;
  /** Path and query where the browser goes when the user says no. */
  readonly denialUrl: string;
  /** Everything that was sent. */
  readonly parameters: Parameters;
}

/** @param path of the authorization endpoint, whole */
export function createInteraction(request: AuthorizationRequest, path: string): Interaction {
  const { client, redirectUri, scopes, prompt, parameters, signedInAfter } = request;
  const onward = onwardParameters(request);
  const query = formatQuery(onward);
  const loginHint = parameters.get('login_hint');
  return {
    id: Buffer.from(query).toString('base64url'),
    client: toClient(client),
    redirectUri,
    scopes,
    ...(loginHint !== undefined && { loginHint }),
    prompt,
    ...(signedInAfter !== undefined && { signedInAfter }),
    url: `${path}?${query}`,
    denialUrl: `${path}?${formatQuery([...onward, ['decision', 'deny']])}`,
    parameters,
  };
}

/** The query that an id stands for; `undefined` for what is no id. */
export function parseInteractionId(id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  const bytes = Buffer.from(id, 'base64url');
  return bytes.toString('base64url') === id ? bytes.toString('latin1') : undefined;
}

/**
 * The request as it comes back: what asks for a fresh login or consent has become the moment from which on one counts, or
 * it would be asked for again and again.
 */
function onwardParameters({ parameters, prompt, ...request }: AuthorizationRequest): Map<string, string> {
  const onward = new Map(parameters);
  for (const name of ['prompt', 'max_age', 'decision']) onward.delete(name);
  // The client may be given more while the user reads what it asks for.
  if (request.scopes.length > 0) onward.set('scope', request.scopes.join(' '));
  if (prompt.includes('none')) onward.set('prompt', 'none');
  setMoment(onward, 'signed_in_after', request.signedInAfter);
  setMoment(onward, 'consented_after', request.consentedAfter);
  return onward;
}

function setMoment(parameters: Map<string, string>, name: string, moment: number | undefined): void {
  if (moment !== undefined) parameters.set(name, String(moment));
}
