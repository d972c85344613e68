import { ServiceUnavailableError } from '@portcullis/core';
import type { JsonObject } from '@portcullis/store';
import type { Records } from '@portcullis-examples/host/records';
import type { Entry } from './entry.js';

/** The entries of the bank, numbered from 1 without a gap. Rejects with 503 when the database does not answer. */
export interface Journal {
  /** Those behind this number, in their order. */
  readAfter(number: number): Promise<readonly Entry[]>;
  /**
   * Enters it under this number, the next one; durable when it resolves. Of several writers, in any number of processes,
   * exactly one gets `true`.
   */
  enter(number: number, entry: Entry): Promise<boolean>;
}

const [collection, owner] = ['journal', 'bank'];
const limit = 1000;

export function createJournal(records: Records): Journal {
  return {
    async readAfter(number) {
      const entries: Entry[] = [];
      for (;;) {
        const after = idOf(number + entries.length);
        const page = await answered(records.list(collection, owner, { limit, after }));
        entries.push(...page.map(({ body }) => body as unknown as Entry));
        if (page.length < limit) return entries;
      }
    },
    enter(number, entry) {
      const body: JsonObject = { ...entry } as never;
      return answered(records.insert({ collection, owner, id: idOf(number) }, body));
    },
  };
}

/** Sorts as the number does. */
function idOf(number: number): string {
  return String(number).padStart(15, '0');
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const reason = 'store_unavailable';
    throw new ServiceUnavailableError('Cannot use the journal: the database does not answer', {
      reason,
      cause,
    });
  }
}
