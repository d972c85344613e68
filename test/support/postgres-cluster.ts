import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

const run = promisify(execFile);

/** A PostgreSQL server of the test's own, which it may stop. */
export interface PostgresCluster {
  readonly url: string;
  start(): Promise<void>;
  /** At once, without leave-taking. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** The folder with `initdb` and `pg_ctl`, where the server is installed on this machine. */
export const postgresBinaries = findBinaries();

/** Makes a server on a free port and starts it. PostgreSQL does not run as root: then it runs as `postgres`. */
export async function createPostgresCluster(binaries: string): Promise<PostgresCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-postgres-'));
  const user = serverUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const port = await freePort();
  const data = join(folder, 'data');
  const as = (name: string, ...args: string[]) =>
    run(join(binaries, name), args, { ...user, cwd: folder, env: { PATH: process.env['PATH'] } });
  await as('initdb', '-D', data, '-U', 'root', '-A', 'trust', '--no-sync', '--locale=C');
  const settings = `-F -p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  const log = join(folder, 'log');
  const cluster: PostgresCluster = {
    url: `postgres://root@127.0.0.1:${port}/postgres`,
    start: async () => {
      await as('pg_ctl', '-D', data, '-o', settings, '-l', log, '-w', 'start');
    },
    stop: async () => {
      await as('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
    },
    async remove() {
      await cluster.stop().catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await cluster.start();
  return cluster;
}

function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
