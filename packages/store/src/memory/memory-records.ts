import { listLimit } from '../batch-limits.js';
import type { ListOptions, ManagedRecord, ManagedStore, RecordStatus } from '../managed-record.js';
import type { NoticeKind } from '../revocation-view.js';
import type { Memory } from './memory.js';

/** What the store writes on a new record besides its id. */
export type Stamps = Omit<ManagedRecord, 'id'>;

/** How one kind of record differs from the others. */
export interface RecordRules<T extends ManagedRecord, New, List> {
  readonly kind: NoticeKind;
  /** Members besides the id that no two records share. */
  readonly uniques: readonly (keyof T & string)[];
  /** The record to insert. @throws TypeError when it cannot be kept. */
  admit(record: New, stamps: Stamps): T;
  /** The record to write over the stored one. @throws TypeError when it cannot be kept. */
  revise(record: T, stored: T): T;
  matches(record: T, options: List | undefined): boolean;
  tokensValidFrom(record: T): number;
}

/** Records in the order they came. None is ever deleted. */
export class MemoryRecords<
  T extends ManagedRecord,
  New extends { readonly id: string },
  List extends ListOptions,
> implements ManagedStore<T, New, List>
{
  protected readonly memory: Memory;
  readonly #rules: RecordRules<T, New, List>;
  readonly #rows = new Map<string, T>();
  readonly #uniques: ReadonlyMap<keyof T & string, Map<unknown, string>>;

  constructor(memory: Memory, rules: RecordRules<T, New, List>) {
    this.memory = memory;
    this.#rules = rules;
    this.#uniques = new Map(rules.uniques.map((name) => [name, new Map()]));
  }

  insert(record: New): T | undefined {
    const row = this.admit(record);
    if (this.isTaken(row)) return undefined;
    this.add(row);
    return row;
  }

  find(id: string): T | undefined {
    return this.#rows.get(id);
  }

  list(options?: List): readonly T[] {
    const limit = listLimit(options ?? {});
    const found: T[] = [];
    let reached = options?.after === undefined;
    for (const row of this.#rows.values()) {
      if (found.length === limit) break;
      if (reached && this.#rules.matches(row, options)) found.push(row);
      reached ||= row.id === options?.after;
    }
    return found;
  }

  update(record: T): T | undefined {
    const stored = this.find(record.id);
    if (stored === undefined || stored.version !== record.version || stored.status === 'revoked')
      return undefined;
    const revised = this.#rules.revise(record, stored);
    return this.isTaken(revised, stored) ? undefined : this.change(stored, revised);
  }

  setStatus(id: string, status: RecordStatus): T | undefined {
    const stored = this.find(id);
    if (stored === undefined || stored.status === 'revoked' || stored.status === status) return stored;
    return this.change(stored, { ...stored, status });
  }

  /** The record as it would be inserted now. */
  protected admit(record: New): T {
    const now = this.memory.clock.now();
    return Object.freeze(
      this.#rules.admit(record, { status: 'active', createdAt: now, updatedAt: now, version: 1 }),
    );
  }

  protected isTaken(row: T, except?: T): boolean {
    if (except === undefined && this.#rows.has(row.id)) return true;
    for (const [name, owners] of this.#uniques) {
      const owner = row[name] === undefined ? undefined : owners.get(row[name]);
      if (owner !== undefined && owner !== except?.id) return true;
    }
    return false;
  }

  protected add(row: T): void {
    this.#rows.set(row.id, row);
    for (const [name, owners] of this.#uniques) {
      if (row[name] !== undefined) owners.set(row[name], row.id);
    }
  }

  /** Writes a new version of the record and tells the view. */
  protected change(stored: T, changed: T): T {
    const row = this.#stampChange(stored, changed);
    this.replace(stored, row);
    this.memory.revocations.publish({
      kind: this.#rules.kind,
      id: row.id,
      status: row.status,
      tokensValidFrom: this.#rules.tokensValidFrom(row),
    });
    return row;
  }

  /** Writes the record as it is, and tells nobody. */
  protected replace(stored: T, row: T): void {
    this.#rows.set(stored.id, row);
    for (const [name, owners] of this.#uniques) {
      owners.delete(stored[name]);
      if (row[name] !== undefined) owners.set(row[name], row.id);
    }
  }

  protected findBy(name: keyof T & string, value: string): T | undefined {
    const id = this.#uniques.get(name)?.get(value);
    return id === undefined ? undefined : this.find(id);
  }

  #stampChange(stored: T, changed: T): T {
    const { id, createdAt, version } = stored;
    const updatedAt = this.memory.clock.now();
    return Object.freeze({ ...changed, id, createdAt, updatedAt, version: version + 1 });
  }
}
