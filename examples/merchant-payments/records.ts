import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomId } from '@portcullis/core';
import { replaceFile, writeOnce } from '@portcullis-examples/host';

/** Things of one sort that belong to merchants. What is answered is on the disk. Nothing of another merchant is found. */
export interface Records<T extends object> {
  /** False when there is one of this id. */
  insert(merchant: string, id: string, record: T): Promise<boolean>;
  find(merchant: string, id: string): Promise<Stored<T> | undefined>;
  /** Oldest first: at most `limit`, those behind `after`. */
  list(merchant: string, page: RecordPage): Promise<readonly Stored<T>[]>;
  /** Writes the members that are given. `undefined` when there is no such record. */
  change(merchant: string, id: string, members: Partial<T>): Promise<Stored<T> | undefined>;
}

export type Stored<T> = T & { readonly id: string };

export interface RecordPage {
  readonly limit: number;
  readonly after?: string;
}

/** Ids of later records sort behind those of earlier ones. */
export function newRecordId(prefix: string): string {
  return `${prefix}_${Date.now().toString(36)}${randomId()}`;
}

const fileOf = (id: string) => `${id}.json`;
const isId = (id: string) => /^[\w-]{1,64}$/.test(id);

/** A file for each record, in a folder for each merchant. Another merchant's id is looked for in the wrong folder. */
export function createRecords<T extends object>(folder: string): Records<T> {
  const pathOf = (merchant: string, id: string) => join(folder, merchant, fileOf(id));
  return {
    async insert(merchant, id, record) {
      await mkdir(join(folder, merchant), { recursive: true, mode: 0o700 });
      return writeOnce(pathOf(merchant, id), JSON.stringify({ id, ...record }));
    },
    find,
    async list(merchant, { limit, after = '' }) {
      const ids = (await idsIn(join(folder, merchant))).filter((id) => id > after).slice(0, limit);
      const records = await Promise.all(ids.map((id) => find(merchant, id)));
      return records.filter((record) => record !== undefined);
    },
    async change(merchant, id, members) {
      const found = await find(merchant, id);
      if (found === undefined) return undefined;
      const changed = { ...found, ...members };
      await replaceFile(pathOf(merchant, id), JSON.stringify(changed));
      return changed;
    },
  };

  async function find(merchant: string, id: string): Promise<Stored<T> | undefined> {
    if (!isId(id)) return undefined;
    const text = await whereThere(readFile(pathOf(merchant, id), 'utf8'));
    return text === undefined ? undefined : JSON.parse(text);
  }
}

/** Drafts of files that are being written have another ending. */
async function idsIn(folder: string): Promise<readonly string[]> {
  const names = (await whereThere(readdir(folder))) ?? [];
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

async function whereThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
