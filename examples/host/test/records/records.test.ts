import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createSchema, describeWithPostgres, temporaryFolder } from '../../../../test/support/engines.js';
import { createPostgresRecords } from '../../src/records/postgres-records.js';
import type { Records } from '../../src/records/records.js';
import { createSqliteRecords } from '../../src/records/sqlite-records.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('records in SQLite', () => {
  const file = join(folder.path, 'records.db');
  holdToContract(async () => createSqliteRecords(file));

  it('stand in a file that is private', () => {
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });
});

describeWithPostgres('records in PostgreSQL', (url) => {
  const schema = createSchema(url);
  afterAll(async () => (await schema).drop());
  holdToContract(async () => createPostgresRecords((await schema).url));
});

/** @param open Opens the same records each time, as instances that share them do. */
function holdToContract(open: () => Promise<Records>): void {
  const opened: Promise<Records>[] = [];
  const records = () => {
    const next = open();
    opened.push(next);
    return next;
  };
  afterAll(async () => {
    for (const each of opened) await (await each).close();
  });
  const place = (id: string, owner = 'one') => ({ collection: 'things', owner, id });

  it('finds nothing of another owner or collection', async () => {
    const { insert, find, change, list } = await records();
    await insert(place('private'), { a: 1 });
    expect(await find(place('private', 'two'))).toBeUndefined();
    expect(await find({ ...place('private'), collection: 'others' })).toBeUndefined();
    expect(await change(place('private', 'two'), { a: 2 })).toBeUndefined();
    expect(await list('things', 'two', { limit: 10 })).toEqual([]);
    expect(await find(place('private'))).toEqual({ id: 'private', body: { a: 1 } });
  });

  it('is made by several at once, and one of many inserts wins', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, records));
    const inserts = Array.from({ length: 20 }, (_, index) =>
      all[index % all.length]?.insert(place('race'), { index }),
    );
    const won = (await Promise.all(inserts)).filter((inserted) => inserted);
    expect(won).toHaveLength(1);
  });

  it('changes members in one step: parallel changes of different members all stand', async () => {
    const all = await Promise.all([records(), records()]);
    const [{ insert, find }] = all;
    await insert(place('changed'), { kept: 'yes', nested: { a: 1 } });
    const names = Array.from({ length: 20 }, (_, index) => `member${index}`);
    await Promise.all(
      names.map((name, index) => all[index % 2]?.change(place('changed'), { [name]: index })),
    );
    const expected = Object.fromEntries(names.map((name, index) => [name, index]));
    expect((await find(place('changed')))?.body).toEqual({ kept: 'yes', nested: { a: 1 }, ...expected });
  });

  it('gives the record as it is after the change', async () => {
    const { insert, change } = await records();
    await insert(place('told'), { a: 1, b: 1 });
    expect(await change(place('told'), { b: 2 })).toEqual({ id: 'told', body: { a: 1, b: 2 } });
  });

  it('lists by the bytes of the ids, in pages', async () => {
    const { insert, list } = await records();
    for (const id of ['b', 'a', 'B', 'a_1', 'a-1']) await insert(place(id, 'lister'), { id });
    const ids = async (after?: string) => {
      const page = { limit: 2, ...(after !== undefined && { after }) };
      return (await list('things', 'lister', page)).map(({ id }) => id);
    };
    expect(await ids()).toEqual(['B', 'a']);
    expect(await ids('a')).toEqual(['a-1', 'a_1']);
    expect(await ids('a_1')).toEqual(['b']);
    expect(await ids('b')).toEqual([]);
  });

  it('is out of service, and not wrong, when the engine does not answer', async () => {
    const closed = await open();
    await closed.close();
    const trouble = expect.objectContaining({ status: 503, reason: 'store_unavailable' });
    await expect(closed.find(place('any'))).rejects.toEqual(trouble);
    await expect(closed.insert(place('any'), {})).rejects.toEqual(trouble);
  });

  it('is there after it was closed and opened again', async () => {
    const first = await records();
    await first.insert(place('kept'), { a: 1 });
    const second = await records();
    expect(await second.find(place('kept'))).toEqual({ id: 'kept', body: { a: 1 } });
  });
}
