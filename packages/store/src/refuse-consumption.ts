import { type CodeConsumption, type CodeRecord, MAX_CODE_FAILURES } from './code-store.js';
import { isOver } from './expiry.js';

/** Why a code cannot be consumed; `undefined` when it can. Every engine names the reason by this one function. */
export function refuseConsumption(code: CodeRecord | undefined, now: number): CodeConsumption | undefined {
  if (code === undefined) return { consumed: false, reason: 'unknown' };
  if (code.consumedAt !== undefined) return { consumed: false, reason: 'consumed', code };
  if (code.failures >= MAX_CODE_FAILURES) return { consumed: false, reason: 'burnt', code };
  if (isOver(code.expiresAt, now)) return { consumed: false, reason: 'expired', code };
  return undefined;
}
