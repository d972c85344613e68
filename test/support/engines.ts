import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { describe } from 'vitest';

/** An engine that tests run against, where it answers. */
interface TestEngine {
  readonly name: string;
  readonly url: string;
  readonly available: boolean;
}

const postgres = await findEngine('PostgreSQL', 'DATABASE_URL', 'postgres://root@127.0.0.1:5432/test', 5432);
const redis = await findEngine('Redis', 'REDIS_URL', 'redis://127.0.0.1:6379', 6379);

/** Tests on the PostgreSQL of `DATABASE_URL`, or the one on this machine; skipped by name where none answers. */
export function describeWithPostgres(title: string, tests: (url: string) => void): void {
  describeWith(postgres, title, tests);
}

/** Tests on the Redis of `REDIS_URL`, or the one on this machine; skipped by name where none answers. */
export function describeWithRedis(title: string, tests: (url: string) => void): void {
  describeWith(redis, title, tests);
}

/** A schema of its own in a PostgreSQL database. */
export interface TestSchema {
  /** Connections to it see this schema alone. */
  readonly url: string;
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  /** Removes all rows. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** @param settings Further `-c name=value` settings of its connections. */
export async function createSchema(
  url: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestSchema> {
  const schema = `portcullis_${randomBytes(8).toString('hex')}`;
  const admin = new pg.Client({ connectionString: withSettings(url, { search_path: schema, ...settings }) });
  await admin.connect();
  await admin.query(`CREATE SCHEMA ${schema}`);
  const tables = `SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' AND tablename <> 'portcullis_migration'`;
  return {
    url: withSettings(url, { search_path: schema, ...settings }),
    query: async (text) => (await admin.query(text)).rows,
    async clear() {
      const { rows } = await admin.query<{ tablename: string }>(tables);
      await admin.query(rows.map(({ tablename }) => `DELETE FROM ${tablename}`).join('; '));
    },
    async drop() {
      await admin.query(`DROP SCHEMA ${schema} CASCADE`);
      await admin.end();
    },
  };
}

/** A folder that `remove` takes away again with what is in it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Waits until something is so; fails when it is not so in time. */
export async function until(
  what: string,
  milliseconds: number,
  check: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`Not so after ${milliseconds} ms: ${what}`);
    await setTimeout(5);
  }
}

function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const changed = new URL(url);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  changed.searchParams.set('options', options.join(' '));
  return changed.href.replaceAll('+', '%20');
}

function describeWith(
  { name, url, available }: TestEngine,
  title: string,
  tests: (url: string) => void,
): void {
  describe.skipIf(!available)(available ? title : `${title} (no ${name} answers)`, () => tests(url));
}

/** @throws Error where it is needed (`CI=true`, or the variable is set) and does not answer. */
async function findEngine(
  name: string,
  variable: string,
  fallback: string,
  port: number,
): Promise<TestEngine> {
  const url = process.env[variable] || fallback;
  const available = await answers(new URL(url), port);
  const needed = process.env['CI'] === 'true' || Boolean(process.env[variable]);
  if (!available && needed) throw new Error(`The tests need ${name}: nothing answers at ${variable}`);
  return { name, url, available };
}

function answers({ hostname, port }: URL, fallbackPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || fallbackPort), timeout: 2_000 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
