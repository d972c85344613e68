import { randomId } from '@portcullis/core';
import type { JsonObject } from '@portcullis/store';
import type { RecordPage, Records, StoredRecord } from '@portcullis-examples/host/records';

/** Things of one sort that belong to merchants. Nothing of another merchant is found. */
export interface MerchantRecords<T extends JsonObject> {
  /** Does nothing when the merchant has one of this id. */
  insert(merchant: string, id: string, thing: T): Promise<void>;
  find(merchant: string, id: string): Promise<Stored<T> | undefined>;
  /** Oldest first: at most `limit`, those behind `after`. */
  list(merchant: string, page: RecordPage): Promise<readonly Stored<T>[]>;
  /** Writes the members that are given. `undefined` when there is no such thing. */
  change(merchant: string, id: string, members: JsonObject & Partial<T>): Promise<Stored<T> | undefined>;
}

export type Stored<T> = { readonly id: string } & T;

/** Ids of later things sort behind those of earlier ones. */
export function newThingId(prefix: string): string {
  return `${prefix}_${Date.now().toString(36)}${randomId()}`;
}

/** What was never given as an id is not looked for. */
const isThingId = (id: string) => /^[\w-]{1,64}$/.test(id);

export function createMerchantRecords<T extends JsonObject>(
  records: Records,
  collection: string,
): MerchantRecords<T> {
  const placeOf = (owner: string, id: string) => ({ collection, owner, id });
  return {
    async insert(merchant, id, thing) {
      await records.insert(placeOf(merchant, id), thing);
    },
    async find(merchant, id) {
      return isThingId(id) ? toThing(await records.find(placeOf(merchant, id))) : undefined;
    },
    async list(merchant, page) {
      if (page.after !== undefined && !isThingId(page.after)) return [];
      const found = await records.list(collection, merchant, page);
      return found.map(({ id, body }) => ({ id, ...(body as T) }));
    },
    async change(merchant, id, members) {
      return isThingId(id) ? toThing(await records.change(placeOf(merchant, id), members)) : undefined;
    },
  };

  function toThing(record: StoredRecord | undefined): Stored<T> | undefined {
    return record && { id: record.id, ...(record.body as T) };
  }
}
