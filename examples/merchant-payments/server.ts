import { fileURLToPath } from 'node:url';
import { type ExampleContext, type RunningExample, runExample } from '@portcullis-examples/host';
import { createApp } from './app.js';
import { enterDemo } from './demo.js';
import { tryThis } from './try-this.js';

const dataDir = fileURLToPath(new URL('../.data/merchant-payments', import.meta.url));

await runExample({ name: 'merchant-payments', dataDir, create });

async function create(context: ExampleContext): Promise<RunningExample> {
  const { app, clients, books, close } = await createApp(context);
  const demo = await enterDemo(clients, context.store, books);
  return { app, demo, tryThis: tryThis(context.issuer, demo), close };
}
