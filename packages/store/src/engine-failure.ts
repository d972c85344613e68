import { ServiceUnavailableError } from '@portcullis/core';

/** The engine's trouble, as requests answer it: 503, the cause kept for the log. */
export function engineFailure(message: string, cause?: unknown): ServiceUnavailableError {
  return new ServiceUnavailableError(message, {
    reason: 'store_unavailable',
    retryAfterSeconds: 1,
    ...(cause !== undefined && { cause }),
  });
}

/** What an error says for itself, on one line; a refused connection says it only by its code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const said = error.message || code || error.name;
  return said.replaceAll(/\s+/g, ' ');
}
