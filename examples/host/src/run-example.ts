import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Store } from '@portcullis/store';
import { announce } from './announce.js';
import { createDataFolder } from './data-folder.js';
import { openStore } from './open-store.js';
import { SettingError } from './setting-error.js';
import { readSettings, type Settings } from './settings.js';
import { createStoppableServer, type StoppableServer } from './stoppable-server.js';
import { sweepRegularly } from './sweep-regularly.js';

/** What an example is given to build its app from. */
export interface ExampleContext {
  readonly settings: Settings;
  /** `ISSUER`, or the URL on which the server listens. */
  readonly issuer: string;
  readonly store: Store;
  /** For sealing private keys at rest, newest first. */
  readonly secrets: readonly string[];
  /** Where files of the example's own may go. */
  readonly folder: string;
}

/** What an example hands back. */
export interface RunningExample {
  readonly app: RequestListener;
  /** Credentials for trying it: with their secrets at the first start, without them afterwards. */
  readonly demo: object;
  /** Command lines to copy, for a person. */
  readonly tryThis: readonly string[];
  close(): Promise<void>;
}

/** An example server: where its files go by default, and how its app is made. */
export interface Example {
  readonly name: string;
  readonly dataDir: string;
  create(context: ExampleContext): Promise<RunningExample>;
}

/** Starts an example from the environment and keeps it until SIGTERM or SIGINT. A wrong setting ends the process with one line. */
export async function runExample(example: Example): Promise<void> {
  const stopping = stopSignal();
  try {
    const running = await Promise.race([start(example), stopping]);
    if (running === undefined) process.exit(0);
    await stopping;
    await running.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${oneLine(error)}\n`);
    process.exit(1);
  }
}

/** Ctrl-C can arrive twice, through npm and through the terminal; the second time changes nothing. */
function stopSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(undefined));
  });
}

async function start(example: Example): Promise<{ stop(): Promise<void> }> {
  const settings = readSettings(process.env, example.dataDir);
  const data = await createDataFolder(settings);
  const store = await openStore(example.name, settings, data);
  const { http, url, serve } = await listen(settings);
  const issuer = settings.issuer ?? url;
  const running = await example.create({
    settings,
    issuer,
    store,
    secrets: data.secrets,
    folder: data.folder,
  });
  serve(running.app);
  const stopSweeping = sweepRegularly(store);
  announce({ name: example.name, url, demo: running.demo, tryThis: running.tryThis });
  return { stop };

  async function stop(): Promise<void> {
    await http.stop();
    stopSweeping();
    await running.close();
    await store.close();
    await data.close();
  }
}

interface Listening {
  readonly http: StoppableServer;
  readonly url: string;
  serve(app: RequestListener): void;
}

/** The port is taken before the app is made, for its issuer is the URL; requests that come in between wait for it. */
async function listen({ host, port }: Settings): Promise<Listening> {
  let serve: (app: RequestListener) => void = () => undefined;
  const ready = new Promise<RequestListener>((resolve) => {
    serve = resolve;
  });
  const http = createStoppableServer((req, res) => void ready.then((app) => app(req, res)));
  await new Promise<void>((resolve, reject) => {
    http.server.once('error', (cause) => reject(cannotListen(host, port, cause)));
    http.server.listen(port, host, resolve);
  });
  return { http, url: urlOf(host, http.server.address() as AddressInfo), serve };
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): SettingError {
  if (cause.code === 'EADDRINUSE')
    return new SettingError('PORT', String(port), 'another process listens there', cause);
  if (cause.code === 'EACCES')
    return new SettingError('PORT', String(port), 'this user may not listen there', cause);
  return new SettingError('HOST', host, 'this machine cannot listen on it', cause);
}

/** An address that means "all of them" is no address to call. */
function urlOf(host: string, { port, family, address }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  if (host === 'localhost') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, ' ');
}
