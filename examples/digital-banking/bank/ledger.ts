import { createTurns } from '@portcullis-examples/host';
import { Books } from './books.js';
import type { Entry } from './entry.js';
import type { Journal } from './journal.js';
import type { Refusal } from './refusal.js';

/** The books of a journal: each question and each change sees everything that any instance has entered before. */
export interface Ledger {
  read<T>(look: (books: Books) => T): Promise<T>;
  /**
   * Enters what is decided by the books as they are, in one step; `undefined` and refusals enter nothing. It decides again
   * where another instance was first.
   */
  write<T extends Entry | Refusal | undefined>(decide: (books: Books) => T): Promise<T>;
}

/** @param today the day (UTC), on which scheduled orders come due */
export function createLedger(journal: Journal, today: () => string): Ledger {
  const books = new Books();
  const inTurn = createTurns();

  return {
    read: (look) =>
      inTurn('books', async () => {
        await catchUp();
        return look(books);
      }),

    write: (decide) =>
      inTurn('books', async () => {
        for (;;) {
          await catchUp();
          const decided = decide(books);
          if (decided?.kind === undefined || (await enter(decided))) return decided;
        }
      }),
  };

  /** Reads what others have entered, and settles the scheduled orders whose day has come. */
  async function catchUp(): Promise<void> {
    for (;;) {
      for (const entry of await journal.readAfter(books.length)) books.enter(entry);
      const day = today();
      const due = books.dueOn(day);
      if (due === undefined) return;
      const status = books.covers(due) ? 'completed' : 'failed';
      await enter({ kind: 'order-settled', day, orderId: due.orderId, status });
    }
  }

  /** False when another instance was first. */
  async function enter(entry: Entry): Promise<boolean> {
    const entered = await journal.enter(books.length + 1, entry);
    if (entered) books.enter(entry);
    return entered;
  }
}
