import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/engines.js';

const packages = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = temporaryFolder();

/** An app that has installed the store (as built) and no driver. */
beforeAll(() => {
  for (const name of ['core', 'store', 'store-sql']) {
    for (const part of ['dist', 'package.json']) {
      const installed = join(folder.path, 'node_modules/@portcullis', name, part);
      cpSync(join(packages, name, part), installed, { recursive: true });
    }
  }
});
afterAll(() => folder.remove());

const stores: readonly [string, string, string][] = [
  [
    'libsql',
    "createSqliteStore({ file: ':memory:', secrets })",
    'Cannot open store: the package libsql is missing; install it, or give a database handle',
  ],
  [
    'pg',
    "createPostgresStore({ url: 'postgres://localhost/data', secrets })",
    'Cannot open store: the package pg is missing; install it, or give a pool',
  ],
];

it.each(stores)(
  'says in one line that %s is missing, and only when it is needed',
  async (_name, create, line) => {
    const script = join(folder.path, 'app.mjs');
    writeFileSync(
      script,
      `import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
    const secrets = ['a secret of thirty-two bytes or so'];
    await ${create}.ready().catch((error) => console.log(error.message));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    expect(stdout).toBe(`${line}\n`);
  },
);
