import type { FieldProblem } from '@portcullis/core';
import { isTime } from './key-problems.js';

/** A rotation as it comes from outside, of whatever type. */
export interface UncheckedRotation {
  readonly overlapSeconds?: unknown;
  readonly expiresAt?: unknown;
}

/** What is wrong with a rotation, one entry for each offending value; `overlapSeconds` must be there. */
export function rotationProblems(
  { overlapSeconds, expiresAt }: UncheckedRotation,
  longestOverlapSeconds: number,
  now: number,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!isTime(overlapSeconds) || overlapSeconds > longestOverlapSeconds) {
    const detail = `Must be a whole number from 0 to ${longestOverlapSeconds}`;
    problems.push({ pointer: '/overlapSeconds', detail });
  }
  if (expiresAt !== undefined && !(isTime(expiresAt) && expiresAt > now)) {
    problems.push({ pointer: '/expiresAt', detail: 'Must be a time to come' });
  }
  return problems;
}
