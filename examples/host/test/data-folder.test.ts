import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createDataFolder } from '../src/data-folder.js';
import { readSettings } from '../src/settings.js';

const parent = mkdtempSync(join(tmpdir(), 'portcullis-data-'));
afterAll(() => rmSync(parent, { recursive: true }));

const settingsFor = (dataDir: string) => readSettings({}, dataDir);

it('makes one secret, readable by its owner alone, however many start at once', async () => {
  const settings = settingsFor(join(parent, 'new', 'deep'));
  const folders = await Promise.all(Array.from({ length: 20 }, () => createDataFolder(settings)));
  const secrets = new Set(folders.flatMap(({ secrets }) => secrets));
  expect(secrets.size).toBe(1);
  expect([...secrets][0]).toMatch(/^[\w-]{43}$/);
  expect(readdirSync(settings.dataDir)).toEqual(['secret']);
  expect(statSync(join(settings.dataDir, 'secret')).mode & 0o777).toBe(0o600);
});

it('keeps the secret for the next start', async () => {
  const settings = settingsFor(join(parent, 'kept'));
  const first = await createDataFolder(settings);
  await first.close();
  expect((await createDataFolder(settings)).secrets).toEqual(first.secrets);
});

it('leaves nothing behind with DATA_DIR=:memory:', async () => {
  const { folder, durable, close } = await createDataFolder(settingsFor(':memory:'));
  expect(durable).toBe(false);
  expect(readFileSync(join(folder, 'secret'), 'utf8')).not.toBe('');
  await close();
  expect(() => statSync(folder)).toThrow();
});

it('says which folder cannot be made', async () => {
  await expect(createDataFolder(settingsFor('/dev/null/data'))).rejects.toThrow(
    /DATA_DIR="\/dev\/null\/data"/,
  );
});
