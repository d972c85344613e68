import type { ServiceUnavailableError } from '@portcullis/core';
import { engineFailure, reasonOf } from '@portcullis/store/engine';

/** Does it come from the driver? Then it has one of SQLite's codes. */
export function isSqliteError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('SQLITE')
  );
}

/** Another process has the file for a moment: worth another try. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(error.code);
}

/** What the caller of the store gets for it: the driver's errors are the engine's trouble, all others are bugs. */
export function sqliteFailure(error: unknown): unknown {
  return isSqliteError(error) ? engineFailure(`SQLite failed: ${reasonOf(error)}`, error) : error;
}

export function sqliteBusy(timeoutMs: number): ServiceUnavailableError {
  return engineFailure(`SQLite failed: another process held the file for more than ${timeoutMs} ms`);
}
