import { setImmediate } from 'node:timers/promises';
import type { EntitlementQuestion, FilteringSource } from '../../src/index.js';

export interface CountingSource extends FilteringSource<string> {
  /** What it was asked, in order: `account:read mine`, or `account:read` for a filter. */
  readonly asked: string[];
}

/** Entitles to everything whose id is `mine`; answers at once, or later. */
export function countingSource({
  later = true,
  entitled = ({ id }: EntitlementQuestion) => id === 'mine',
} = {}): CountingSource {
  const asked: string[] = [];
  const answer = <Answer>(found: Answer) => (later ? setImmediate(found) : found);
  return {
    asked,
    isEntitled(question) {
      asked.push(`${question.type}:${question.action} ${question.id}`);
      return answer(entitled(question));
    },
    filterFor({ type, action, principal }) {
      asked.push(`${type}:${action}`);
      return answer(`owner = ${principal.client.id}`);
    },
  };
}
