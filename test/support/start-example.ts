import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How a process ended, and everything it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An example server in a process of its own. */
export interface StartedExample<Demo> {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly demo: Demo;
  /** What stood on stdout when it listened. */
  readonly announcement: string;
  /** Sends the signal, waits for the end, removes the data folder. Once it has ended, tells how. */
  stop(signal?: StopSignal): Promise<Ended>;
}

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGKILL';

export type Environment = Readonly<Record<string, string>>;

/** What the examples read: nothing of it is taken from the environment of the tests. */
const variables = [
  ...[
    'PORT',
    'HOST',
    'ISSUER',
    'DATA_DIR',
    'DATABASE_URL',
    'REDIS_URL',
    'ACCESS_TOKEN_SECONDS',
    'TRUST_PROXY',
  ],
  ...['FAILURE_LIMIT_PER_ADDRESS', 'PORTCULLIS_SECRET', 'NODE_ENV'],
];

/** Starts an example by `examples/start.mjs … --json` on a free port, with a data folder of its own; waits until it listens. */
export async function startExample<Demo>(name: string, env: Environment = {}): Promise<StartedExample<Demo>> {
  const started = await start([name, '--json'], env, '\n');
  const { url, pid, demo } = JSON.parse(started.announcement);
  return { ...started, url, port: Number(new URL(url).port), pid, demo };
}

/** As `startExample`, without `--json`: for what a person reads. */
export function startForPeople(name: string, env: Environment = {}) {
  return start([name], env, 'stops it.\n');
}

/** Runs `examples/start.mjs` where it is expected to end by itself. */
export async function runStart(args: readonly string[], env: Environment = {}): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-example-'));
  const ended = await endOf(spawnStart(args, { DATA_DIR: join(folder, 'data'), ...env }));
  rmSync(folder, { recursive: true });
  return ended;
}

/** Starts an example as people do, in a process group of its own. `ready` is our one line among npm's. */
export function startByNpm(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-example-'));
  const child = spawn('npm', ['start', '--', name, '--json'], {
    cwd: root,
    env: environment({ DATA_DIR: join(folder, 'data') }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const closed = endOf(child).finally(() => rmSync(folder, { recursive: true, force: true }));
  const ready = heard(child, '}\n').then((text): { readonly url: string; readonly pid: number } =>
    JSON.parse(/^\{.*\}$/m.exec(text)?.[0] ?? ''),
  );
  return { pid: child.pid ?? 0, ready, closed };
}

async function start(args: readonly string[], env: Environment, lastWords: string) {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-example-'));
  const child = spawnStart(args, { DATA_DIR: join(folder, 'data'), ...env });
  const end = endOf(child).finally(() => rmSync(folder, { recursive: true, force: true }));
  const announcement = await Promise.race([heard(child, lastWords), end]);
  if (typeof announcement !== 'string') throw new Error(`${args[0]} did not start: ${announcement.stderr}`);
  return {
    announcement,
    stop(signal: StopSignal = 'SIGTERM') {
      if (child.exitCode === null) child.kill(signal);
      return end;
    },
  };
}

function spawnStart(args: readonly string[], env: Environment): ChildProcess {
  return spawn(process.execPath, [join(root, 'examples', 'start.mjs'), ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function environment(env: Environment): NodeJS.ProcessEnv {
  const unset = Object.fromEntries(variables.map((variable) => [variable, undefined]));
  return { ...process.env, ...unset, PORT: '0', ...env };
}

/** Everything on stdout up to these words. */
function heard({ stdout }: ChildProcess, lastWords: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith(lastWords)) resolve(text);
    });
  });
}

function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
