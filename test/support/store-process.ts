import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RedisStoreOptions } from '@portcullis/store-redis';
import type { PostgresStoreOptions, SqliteStoreOptions } from '@portcullis/store-sql';

/** Part of the store, method, arguments. */
export type Call = readonly [part: string, method: string, ...values: readonly unknown[]];

export interface Answer {
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly status?: number };
}

/** Another process with a store on the same data. */
export interface StoreProcess {
  readonly pid: number | undefined;
  /** Makes the calls there, all at once; their answers in the same order. */
  call(...calls: readonly Call[]): Promise<readonly Answer[]>;
  stop(): Promise<void>;
}

type Options = Pick<
  SqliteStoreOptions & PostgresStoreOptions,
  'file' | 'url' | 'secrets' | 'pollMs' | 'staleAfterMs' | 'poolSize'
> & {
  /** Marks, counters and notices in Redis. */
  readonly redis?: Pick<RedisStoreOptions, 'url' | 'prefix'>;
};

/** Many processes on a busy machine: what they do counts, not when. */
const timeoutMs = 15_000;

const worker = fileURLToPath(new URL('./store-worker.mjs', import.meta.url));

/** Starts a process and waits until its store is ready. */
export async function startStoreProcess(options: Options): Promise<StoreProcess> {
  const patient = JSON.stringify({ timeoutMs, ...options });
  const child = fork(worker, [patient], { execArgv: [], serialization: 'advanced' });
  const messages = listen(child);
  const started = await messages.next('ready');
  if (started['ready'] !== true) throw new Error(String(started['message']));
  let calls = 0;
  return {
    pid: child.pid,
    async call(...wanted) {
      calls += 1;
      const id = calls;
      child.send({ id, calls: wanted });
      const { answers } = await messages.next('answers', id);
      return answers as readonly Answer[];
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await gone;
    },
  };
}

type Message = Readonly<Record<string, unknown>>;

interface Messages {
  /** The message that has this member, and this id. */
  next(member: string, id?: number): Promise<Message>;
}

function listen(child: ChildProcess): Messages {
  return {
    next: (member, id) =>
      new Promise((resolve, reject) => {
        const onMessage = (message: Message): void => {
          if (!(member in message) || message['id'] !== id) return;
          child.off('message', onMessage).off('exit', onExit);
          resolve(message);
        };
        const onExit = (): void => reject(new Error('The process with the store ended'));
        child.on('message', onMessage).once('exit', onExit);
      }),
  };
}
