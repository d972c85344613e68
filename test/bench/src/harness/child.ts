import { fork } from 'node:child_process';

/** What a child process can be asked for, by name. Arguments and results travel as JSON. */
export type Answers = Record<string, (argument: never) => unknown>;

/** A process of ours. One question at a time. */
export interface Child<Offered extends Answers> {
  ask<Name extends keyof Offered & string>(
    name: Name,
    argument: Parameters<Offered[Name]>[0],
  ): Promise<Awaited<ReturnType<Offered[Name]>>>;
  stop(): Promise<void>;
}

interface ChildOptions {
  /** Path of the Node binary. */
  readonly node: string;
  readonly core: number | undefined;
  /** Further flags for it. */
  readonly flags?: readonly string[];
}

/** What is measured may well be kept in memory: that needs no warning. */
const nodeFlags = ['--disable-warning=PORTCULLIS_MEMORY_STORE'];

/** Starts `script`, bound to a core where there is one. What it prints goes to stderr. */
export function startChild<Offered extends Answers>(script: URL, options: ChildOptions): Child<Offered> {
  const { node, core, flags = [] } = options;
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)];
  const [execPath = node, ...execArgv] = [...pinned, node, ...nodeFlags, ...flags];
  const child = fork(script, {
    execPath,
    execArgv,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = new Promise<Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => resolve(new Error(`A process ended with ${signal ?? code}`)));
  });

  return {
    async ask(name, argument) {
      const reply = new Promise<Reply>((resolve) => child.once('message', resolve));
      child.send({ name, argument });
      const heard = await Promise.race([reply, ended]);
      if (heard instanceof Error) throw heard;
      if ('error' in heard) throw new Error(heard.error);
      return heard.value as never;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

type Reply = { readonly value: unknown } | { readonly error: string };

/** The child's side: answers its parent, and ends with it. */
export function answerParent(answers: Answers): void {
  process.on('message', async ({ name, argument }: { name: string; argument: never }) => {
    process.send?.(await reply(answers, name, argument));
  });
  process.once('disconnect', () => process.exit());
}

async function reply(answers: Answers, name: string, argument: never): Promise<Reply> {
  try {
    return { value: await answers[name]?.(argument) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
