import type { JsonObject } from '@portcullis/store';
import type { Records } from '@portcullis-examples/host/records';
import type { Entry } from './entry.js';

/** The entries of the bank, numbered from 1 without a gap. Rejects as the records do: 503 when they cannot be reached. */
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
        const page = await records.list(collection, owner, { limit, after });
        entries.push(...page.map(({ body }) => body as unknown as Entry));
        if (page.length < limit) return entries;
      }
    },
    enter: (number, entry) =>
      records.insert({ collection, owner, id: idOf(number) }, entry as unknown as JsonObject),
  };
}

/** Sorts as the number does. */
function idOf(number: number): string {
  return String(number).padStart(15, '0');
}
