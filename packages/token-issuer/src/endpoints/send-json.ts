import type { ServerResponse } from 'node:http';
import type { SecurityError } from '@portcullis/core';

/** Sends an answer that no cache may keep (RFC 6749 §5.1), unless somebody else has answered meanwhile. */
export function sendUncached(res: ServerResponse, status: number, body: object): void {
  if (res.headersSent) return;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Pragma', 'no-cache');
  end(res, status, JSON.stringify(body));
}

/** As `sendUncached`, for an answer that says all by its status. */
export function sendUncachedStatus(res: ServerResponse, status: number): void {
  if (res.headersSent) return;
  res.setHeader('Cache-Control', 'no-store');
  res.statusCode = status;
  res.end();
}

/** Sends JSON that is already text, and that caches may keep for so long. */
export function sendCacheable(res: ServerResponse, json: string, maxAgeSeconds: number): void {
  if (res.headersSent) return;
  res.setHeader('Cache-Control', `public, max-age=${maxAgeSeconds}`);
  end(res, 200, json);
}

/**
 * Sends a refusal as RFC 6749 §5.2 has it. The code of one that OAuth has no word for is `temporarily_unavailable` where
 * trying again helps (429, 503), else `invalid_request`.
 */
export function sendOAuthError(res: ServerResponse, error: SecurityError, challenge: string): void {
  if (res.headersSent) return;
  for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
  if (error.status === 401) res.setHeader('WWW-Authenticate', challenge);
  const retriable = error.status === 429 || error.status >= 500;
  sendUncached(res, error.status, {
    error: error.code ?? (retriable ? 'temporarily_unavailable' : 'invalid_request'),
    error_description: error.description,
  });
}

function end(res: ServerResponse, status: number, json: string): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json');
  res.end(json);
}
