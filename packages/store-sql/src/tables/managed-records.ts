import type { Eventually } from '@portcullis/core';
import type { ListOptions, ManagedRecord, ManagedStore, NoticeKind, RecordStatus } from '@portcullis/store';
import { isStorableId, listLimit } from '@portcullis/store/engine';
import type { Changed } from '../notice-feed.js';
import type { SqlContext } from '../sql-context.js';
import type { Row, Statement, Values } from '../statement.js';
import { row, type Step } from '../step.js';
import { writeNotice } from './notice-table.js';

/** What the store writes on a new record besides its id. */
type Stamps = Omit<ManagedRecord, 'id'>;

/** One kind of record: its statements, and how it differs from the others. */
export interface RecordTable<T extends ManagedRecord, New, List extends ListOptions> {
  readonly kind: NoticeKind;
  /** By id. */
  readonly find: Statement;
  /** By id, held until the step ends. */
  readonly hold: Statement;
  /** Gives no row when a unique value is taken. */
  readonly insert: Statement;
  /** Gives no row when a unique value is taken. */
  readonly write: Statement;
  /** A page of all, or of those that the options name; `undefined` when nothing can match them. */
  page(options: List, limit: number): { statement: Statement; values: Values } | undefined;
  decode(cells: Row): T;
  insertValues(record: T): Values;
  writeValues(record: T): Values;
  /** The record to insert. @throws TypeError when it cannot be kept. */
  admit(record: New, stamps: Stamps): T;
  /** The record to write over the stored one. @throws TypeError when it cannot be kept. */
  revise(record: T, stored: T): T;
  tokensValidFrom(record: T): number;
}

/** A record before and after a step; `after` is absent when nothing was written. */
interface Revision<T> {
  readonly before: T;
  readonly after?: T;
}

/** Every change locks the record, decides by the rules that all engines share, and writes it with its notice. */
export class ManagedRecords<T extends ManagedRecord, New, List extends ListOptions>
  implements ManagedStore<T, New, List>
{
  protected readonly context: SqlContext;
  protected readonly table: RecordTable<T, New, List>;

  constructor(context: SqlContext, table: RecordTable<T, New, List>) {
    this.context = context;
    this.table = table;
  }

  async insert(record: New): Promise<T | undefined> {
    const admitted = this.admit(record);
    const { insert, insertValues } = this.table;
    const written = await this.context.engine.write(insert, insertValues(admitted));
    return written.length === 0 ? undefined : admitted;
  }

  find(id: string): Eventually<T | undefined> {
    if (!isStorableId(id)) return undefined;
    return this.context.engine.find(this.table.find, [id], this.table.decode);
  }

  list(options?: List): Eventually<readonly T[]> {
    const asked = options ?? ({} as List);
    const page = this.table.page(asked, listLimit(asked));
    if (page === undefined) return [];
    return this.context.engine.list(page.statement, page.values, this.table.decode);
  }

  async update(record: T): Promise<T | undefined> {
    if (!isStorableId(record.id)) return undefined;
    const revision = await this.change(record.id, (stored) =>
      stored.version === record.version && stored.status !== 'revoked'
        ? this.table.revise(record, stored)
        : undefined,
    );
    return revision?.after;
  }

  setStatus(id: string, status: RecordStatus): Promise<T | undefined> {
    return this.changeOrKeep(id, (stored) =>
      stored.status === 'revoked' || stored.status === status ? undefined : { ...stored, status },
    );
  }

  /** The record as it stands after the step; `undefined` when it is unknown. */
  protected async changeOrKeep(id: string, revise: (stored: T) => T | undefined): Promise<T | undefined> {
    const revision = await this.change(id, revise);
    return revision?.after ?? revision?.before;
  }

  protected async change(id: string, revise: (stored: T) => T | undefined): Promise<Revision<T> | undefined> {
    if (!isStorableId(id)) return undefined;
    return this.context.feed.change(() => this.#changeStep(id, revise));
  }

  /** Writes a new version of the record and its notice; no row was written when a unique value is taken. */
  protected *writeStep(stored: T, revised: T): Step<Changed<Revision<T>>> {
    const after = this.#stamped(stored, revised);
    const written = yield* row(this.table.write, ...this.table.writeValues(after));
    if (written === undefined) return { result: { before: stored } };
    const notice = yield* writeNotice({
      kind: this.table.kind,
      id: after.id,
      status: after.status,
      tokensValidFrom: this.table.tokensValidFrom(after),
      until: this.context.feed.rememberUntil(this.context.clock.now()),
    });
    return { result: { before: stored, after }, notice };
  }

  /** The record as it would be inserted now. */
  protected admit(record: New): T {
    const now = this.context.clock.now();
    return this.table.admit(record, { status: 'active', createdAt: now, updatedAt: now, version: 1 });
  }

  *#changeStep(id: string, revise: (stored: T) => T | undefined): Step<Changed<Revision<T> | undefined>> {
    const held = yield* row(this.table.hold, id);
    if (held === undefined) return { result: undefined };
    const stored = this.table.decode(held);
    const revised = revise(stored);
    if (revised === undefined) return { result: { before: stored } };
    return yield* this.writeStep(stored, revised);
  }

  #stamped(stored: T, revised: T): T {
    const { id, createdAt, version } = stored;
    return { ...revised, id, createdAt, updatedAt: this.context.clock.now(), version: version + 1 };
  }
}
