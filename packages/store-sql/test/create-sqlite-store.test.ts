import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/engines.js';
import { createSqliteStore, type SqliteStoreOptions } from '../src/index.js';

const secrets = ['the first secret, of thirty-two bytes'];
const newerSecrets = ['a newer secret, of thirty-two bytes', ...secrets];
const key = {
  kid: 'kid-1',
  algorithm: 'ES256',
  publicJwk: { kty: 'EC' },
  privateJwk: '{"d":"private-part"}',
};

let folder: ReturnType<typeof temporaryFolder>;
let stores: Store[];

beforeEach(() => {
  folder = temporaryFolder();
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  folder.remove();
});

function create(options: Partial<SqliteStoreOptions> = {}): Store {
  const store = createSqliteStore({ file: join(folder.path, 'store.db'), secrets, ...options });
  stores.push(store);
  return store;
}

describe('a wrong option stops the start', () => {
  const wrong: readonly [string, object, RegExp][] = [
    ['neither file nor database', { secrets }, /either file or database must be given/],
    ['both', { secrets, file: 'a.db', database: {} }, /either file or database must be given/],
    ['an empty file name', { secrets, file: '' }, /either file or database must be given/],
    ['no secrets', { file: 'a.db' }, /secrets is missing/],
    ['an empty list of secrets', { file: 'a.db', secrets: [] }, /secrets is missing/],
    ['a short secret', { file: 'a.db', secrets: ['short'] }, /5 bytes, at least 32 are needed/],
    ['an unknown name', { secrets, file: 'a.db', path: 'b' }, /unknown option "path"/],
    ['no durability at all', { secrets, file: 'a.db', synchronous: 'OFF' }, /FULL or NORMAL, not OFF/],
    ['a part of a millisecond', { secrets, file: 'a.db', pollMs: 0.5 }, /pollMs must be a whole number/],
    ['no patience', { secrets, file: 'a.db', timeoutMs: 0 }, /timeoutMs must be a whole number above 0/],
    ['a text for a number', { secrets, file: 'a.db', staleAfterMs: '9' }, /staleAfterMs must be/],
    ['tokens without end', { secrets, file: 'a.db', longestTokenSeconds: Infinity }, /longestTokenSeconds/],
  ];
  it.each(wrong)('%s', (_name, options, message) => {
    expect(() => createSqliteStore(options as SqliteStoreOptions)).toThrow(TypeError);
    expect(() => createSqliteStore(options as SqliteStoreOptions)).toThrow(message);
  });
});

describe('ready rejects with one clear line', () => {
  it('when the folder does not exist', async () => {
    const file = join(folder.path, 'missing', 'store.db');
    await expect(create({ file }).ready()).rejects.toThrow(/^Cannot open SQLite file .*missing.*: ENOENT.*$/);
  });

  it('when the file is no database', async () => {
    const file = join(folder.path, 'notes.txt');
    writeFileSync(file, 'not a database, but long enough to be looked at as one. '.repeat(40));
    await expect(create({ file }).ready()).rejects.toThrow(
      /^Cannot prepare SQLite database: .*not a database$/,
    );
  });

  it('when the secret does not open the signing keys that are there, and opens them with the old one behind', async () => {
    const first = create();
    await first.ready();
    await first.signingKeys.insert(key);
    await first.close();
    const closed = create({ secrets: newerSecrets.slice(0, 1) });
    await expect(closed.ready()).rejects.toMatchObject({ code: 'ERR_WRONG_SECRET' });
    await expect(closed.ready()).rejects.toThrow(
      /^Cannot open signing key kid-1: none of the secrets given sealed it; .*$/,
    );
    const rotated = create({ secrets: newerSecrets });
    await rotated.ready();
    expect(await rotated.signingKeys.list()).toMatchObject([key]);
  });

  it('and may be called again when the trouble is over', async () => {
    const file = join(folder.path, 'store.db');
    writeFileSync(file, 'not a database, but long enough to be looked at as one. '.repeat(40));
    const store = create({ file });
    await expect(store.ready()).rejects.toThrow();
    writeFileSync(file, '');
    await store.ready();
    expect(await store.users.find('nobody')).toBeUndefined();
  });
});

describe('before ready and after close', () => {
  it('everything is a 503', async () => {
    const store = create();
    const refused = async (): Promise<void> => {
      await expect(async () => store.clients.find('c')).rejects.toMatchObject({ status: 503 });
      await expect(async () => store.codes.countFailure('c')).rejects.toMatchObject({ status: 503 });
      expect(() => store.revocations.isRevoked({ issuer: 'i' })).toThrow(
        expect.objectContaining({ status: 503, reason: 'stale_revocations' }),
      );
    };
    await refused();
    await store.ready();
    expect(store.revocations.isRevoked({ issuer: 'i' })).toBe(false);
    await store.close();
    await refused();
  });

  it('what was asked for before close is still done', async () => {
    const store = create();
    await store.ready();
    const until = Date.now() + 60_000;
    const asked = Array.from({ length: 250 }, (_, n) => store.marks.rememberOnce(`m-${n}`, until));
    await store.close();
    expect(await Promise.all(asked)).not.toContain(false);
    const again = create();
    await again.ready();
    expect(await again.marks.rememberOnce('m-249', until)).toBe(false);
  });
});

describe('what lies on the disk', () => {
  it('is made for nobody else to read, write-ahead log and all', async () => {
    const store = create();
    await store.ready();
    await store.marks.rememberOnce('m', Date.now() + 60_000);
    const modes = readdirSync(folder.path).map((name) => statSync(join(folder.path, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  it('keeps the mode that an operator gave it', async () => {
    const file = join(folder.path, 'store.db');
    writeFileSync(file, '');
    chmodSync(file, 0o640);
    await create({ file }).ready();
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('holds no private key and no name of a mark in the clear', async () => {
    const store = create();
    await store.ready();
    await store.signingKeys.insert(key);
    await store.marks.rememberOnce('jti:somebody@example.com', Date.now() + 60_000);
    await store.counters.hit('login:somebody@example.com', { windowMs: 60_000 });
    await store.close();
    const bytes = readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name), 'latin1'));
    expect(bytes.join()).toContain('kid-1');
    expect(bytes.join()).not.toMatch(/private-part|somebody/);
  });
});

it('a copy that VACUUM INTO makes while the store is in use is a whole store', async () => {
  const store = create();
  await store.ready();
  await store.signingKeys.insert(key);
  const until = Date.now() + 60_000;
  await Promise.all(['a', 'b', 'c'].map((mark) => store.marks.rememberOnce(mark, until)));
  const copy = join(folder.path, 'copy.db');
  const backup = new Database(join(folder.path, 'store.db'));
  backup.exec(`VACUUM INTO '${copy}'`);
  backup.close();
  const restored = create({ file: copy });
  await restored.ready();
  expect(await restored.signingKeys.list()).toMatchObject([key]);
  expect(await restored.marks.rememberOnce('c', until)).toBe(false);
});

describe('a handle of the app', () => {
  it('is used beside what the app does with it, and stays open', async () => {
    const database = new Database(join(folder.path, 'app.db'));
    const store = createSqliteStore({ database, secrets });
    await store.ready();
    database.exec('CREATE TABLE note (text TEXT)');
    const remembered = store.marks.rememberOnce('m', Date.now() + 60_000);
    database.prepare('INSERT INTO note VALUES (?)').run('ours');
    expect(await remembered).toBe(true);
    await store.close();
    expect(database.prepare('SELECT text FROM note').raw(true).all([])).toEqual([['ours']]);
    database.close();
  });
});

it('keeps nothing with :memory:', async () => {
  const store = create({ file: ':memory:' });
  await store.ready();
  expect(await store.signingKeys.insert(key)).toMatchObject({ state: 'pending' });
  await store.close();
  const again = create({ file: ':memory:' });
  await again.ready();
  expect(await again.signingKeys.list()).toEqual([]);
});
