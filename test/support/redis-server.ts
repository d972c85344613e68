import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { describe } from 'vitest';
import { until } from './engines.js';
import { freePort } from './free-port.js';

/** A Redis server of the test's own, which it may stop. It keeps nothing. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** At once, without leave-taking. */
  stop(): Promise<void>;
  /** It accepts connections and never answers. */
  stall(): void;
  resume(): void;
  /** What `redis-cli` prints for a command. */
  command(...words: readonly string[]): string;
}

/** Starts a server on a free port. @param settings As on the command line: `'--maxmemory-policy', 'allkeys-lru'`. */
export async function startRedisServer(...settings: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--daemonize', 'no'];
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    server = spawn('redis-server', [...fixed, ...settings], { stdio: 'ignore' });
    await until('the Redis server answers', 10_000, () => answersPing(port));
  };
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await gone;
    },
    stall: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    command: (...words) =>
      execFileSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' }).trim(),
  };
}

/** What a user of Redis needs, as the README of store-redis has it, with the default prefix. */
export const leastRules: readonly string[] = [
  ...['~portcullis:*', '&portcullis:notices', '+ping', '+info', '+eval', '+evalsha', '+time', '+set'],
  ...['+hmget', '+hset', '+hincrby', '+pexpireat', '+publish', '+subscribe'],
];

/** Tests that start servers of their own; skipped by name where Redis is not installed, failing there with `CI=true`. */
export function describeWithRedisServer(title: string, tests: () => void): void {
  const run = isInstalled || process.env['CI'] === 'true';
  describe.skipIf(!run)(run ? title : `${title} (redis-server is not installed)`, tests);
}

const isInstalled = ['redis-server', 'redis-cli'].every((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', () => socket.end());
    socket.once('data', (reply) => resolve(/^[+-]/.test(reply.toString())));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
