import type { ServerResponse } from 'node:http';
import { isSecurityError } from '@portcullis/core';
import type { Destination } from './require-destination.js';
import { sendRedirect } from './send-redirect.js';
import { formatQuery } from './sent-parameters.js';

/**
 * Sends the browser back to the client with an answer, which holds `state` as it came and `iss` (RFC 9207). The query of
 * the redirect URI is kept (RFC 6749 §3.1.2).
 */
export function sendAuthorizationResponse(
  res: ServerResponse,
  { redirectUri, state }: Destination,
  issuer: string,
  answer: Readonly<Record<string, string>>,
): void {
  const members = { ...answer, ...(state !== undefined && { state }), iss: issuer };
  sendRedirect(res, withQuery(redirectUri, formatQuery(Object.entries(members))));
}

/** What a client is told by name. A host's `authenticate` can throw refusals with codes of other protocols. */
const errorCodes = new Set([
  'invalid_request',
  'unauthorized_client',
  'access_denied',
  'unsupported_response_type',
  'invalid_scope',
  'login_required',
  'consent_required',
  'request_not_supported',
  'request_uri_not_supported',
]);

/** RFC 6749 §4.1.2.1. What is no refusal of the request is our trouble: passing, or a bug. */
export function sendAuthorizationError(
  res: ServerResponse,
  destination: Destination,
  issuer: string,
  error: unknown,
): void {
  const refusal = isSecurityError(error) ? error : undefined;
  const isPassing = refusal !== undefined && (refusal.status === 503 || refusal.status === 429);
  const ours = isPassing ? 'temporarily_unavailable' : 'server_error';
  const told = refusal?.code !== undefined && errorCodes.has(refusal.code) ? refusal : undefined;
  sendAuthorizationResponse(res, destination, issuer, {
    error: told?.code ?? ours,
    error_description: told?.description ?? 'The request cannot be answered now',
  });
}

function withQuery(uri: string, query: string): string {
  if (!uri.includes('?')) return `${uri}?${query}`;
  return /[?&]$/.test(uri) ? uri + query : `${uri}&${query}`;
}
