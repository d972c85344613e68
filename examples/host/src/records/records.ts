import type { JsonObject } from '@portcullis/store';

/** What an example keeps beside the store: things with an owner, found by owner and id alone. Each method is one step. */
export interface Records {
  /** False when the owner has one of this id. */
  insert(place: RecordPlace, body: JsonObject): Promise<boolean>;
  find(place: RecordPlace): Promise<StoredRecord | undefined>;
  /** In the order of their ids: at most `limit`, those behind `after`. */
  list(collection: string, owner: string, page: RecordPage): Promise<readonly StoredRecord[]>;
  /** Writes these members and leaves the others. The record as it is then; `undefined` when there is none. */
  change(place: RecordPlace, members: JsonObject): Promise<StoredRecord | undefined>;
  close(): Promise<void>;
}

export interface RecordPlace {
  readonly collection: string;
  readonly owner: string;
  readonly id: string;
}

export interface StoredRecord {
  readonly id: string;
  readonly body: JsonObject;
}

export interface RecordPage {
  readonly limit: number;
  readonly after?: string;
}
