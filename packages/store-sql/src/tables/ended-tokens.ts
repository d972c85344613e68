import type { ManagedRecord } from '@portcullis/store';
import { nextWholeSecond } from '@portcullis/store/engine';

interface TokenHolder extends ManagedRecord {
  readonly tokensValidFrom: number;
}

/** The client or user without the tokens it got so far; a revoked one has none. */
export function withEndedTokens<T extends TokenHolder>(holder: T, now: number): T | undefined {
  if (holder.status === 'revoked') return undefined;
  return { ...holder, tokensValidFrom: Math.max(holder.tokensValidFrom, nextWholeSecond(now)) };
}
