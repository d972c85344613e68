import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder, until } from '../../../test/support/engines.js';
import { CommitGroup } from '../src/sqlite/commit-group.js';
import { PreparedStatements } from '../src/sqlite/prepared-statements.js';
import type { SqliteDatabase } from '../src/sqlite/sqlite-database.js';
import { many, one } from '../src/statement.js';
import { row, type Step } from '../src/step.js';

const insert = one('INSERT INTO mark VALUES (?) RETURNING name');
const list = many('SELECT name FROM mark ORDER BY name');

let folder: ReturnType<typeof temporaryFolder>;
let database: Database.Database;
let other: Database.Database;
let executed: string[];
let group: CommitGroup;

beforeEach(() => {
  folder = temporaryFolder();
  const file = join(folder.path, 'group.db');
  [database, other] = [new Database(file), new Database(file)];
  for (const handle of [database, other]) handle.exec('PRAGMA busy_timeout = 5');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('CREATE TABLE mark (name TEXT PRIMARY KEY)');
  executed = [];
  group = groupWith(300);
});

afterEach(() => {
  group.close();
  database.close();
  other.close();
  folder.remove();
});

function groupWith(timeoutMs: number): CommitGroup {
  const recorded: SqliteDatabase = {
    prepare: (sql) => database.prepare(sql),
    exec(sql) {
      executed.push(sql);
      return database.exec(sql);
    },
    close: () => database.close(),
  };
  return new CommitGroup({ database: recorded, statements: new PreparedStatements(database), timeoutMs });
}

function* remember(name: string): Step<string> {
  yield* row(insert, name);
  return name;
}

const names = (): unknown[] => new PreparedStatements(other).all(list, []).map(([name]) => name);

it('gives all steps of one turn one commit', async () => {
  const asked = ['a', 'b', 'c'].map((name) => group.add(() => remember(name)));
  expect(await Promise.all(asked)).toEqual(['a', 'b', 'c']);
  expect(executed).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
  expect(names()).toEqual(['a', 'b', 'c']);
});

it('a step that throws fails alone', async () => {
  const broken = new Error('a bug');
  const asked = [
    group.add(() => remember('a')),
    group.add(function* (): Step<void> {
      yield* row(insert, 'half');
      throw broken;
    }),
    group.add(() => remember('b')),
  ];
  const results = await Promise.allSettled(asked);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: broken });
  expect(names()).toEqual(['a', 'b']);
});

it('a statement that fails is the engine’s trouble: 503, the cause kept', async () => {
  await group.add(() => remember('a'));
  const results = await Promise.allSettled([group.add(() => remember('a')), group.add(() => remember('b'))]);
  expect(results[0]).toMatchObject({
    reason: { status: 503, reason: 'store_unavailable', cause: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' } },
  });
  expect(results[1]).toMatchObject({ status: 'fulfilled' });
});

it('waits for another process without holding up the event loop, and is done when that is', async () => {
  other.exec('BEGIN IMMEDIATE');
  const asked = group.add(() => remember('a'));
  let turns = 0;
  await until('the event loop has turned', 5_000, async () => {
    turns += 1;
    await setTimeout(1);
    return turns > 5;
  });
  expect(executed.length).toBeGreaterThan(1);
  expect(executed).not.toContain('COMMIT');
  other.exec('COMMIT');
  expect(await asked).toBe('a');
});

it('gives up with a 503 when the other process holds the file for too long, and does what comes after', async () => {
  other.exec('BEGIN IMMEDIATE');
  const results = await Promise.allSettled([group.add(() => remember('a')), group.add(() => remember('b'))]);
  for (const result of results) {
    expect(result).toMatchObject({ reason: { status: 503, headers: { 'Retry-After': '1' } } });
  }
  other.exec('ROLLBACK');
  expect(await group.add(() => remember('c'))).toBe('c');
  expect(names()).toEqual(['c']);
});

it('refuses what waits for another process when it is closed, and what comes after', async () => {
  other.exec('BEGIN IMMEDIATE');
  const asked = group.add(() => remember('a'));
  group.close();
  await expect(asked).rejects.toMatchObject({ status: 503 });
  await expect(group.add(() => remember('b'))).rejects.toMatchObject({ status: 503 });
  other.exec('ROLLBACK');
});

it('does more steps than one commit takes, in their order', async () => {
  const asked = Array.from({ length: 350 }, (_, n) => group.add(() => remember(String(n).padStart(4, '0'))));
  expect(await Promise.all(asked)).toEqual(names());
  expect(executed.filter((sql) => sql === 'COMMIT')).toHaveLength(4);
});
