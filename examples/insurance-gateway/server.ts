import { fileURLToPath } from 'node:url';
import { type ExampleContext, type RunningExample, runExample } from '@portcullis-examples/host';
import { createApp } from './app.js';
import { demoClients } from './demo.js';
import { tryThis } from './try-this.js';

const dataDir = fileURLToPath(new URL('../.data/insurance-gateway', import.meta.url));

await runExample({ name: 'insurance-gateway', dataDir, create });

async function create(context: ExampleContext): Promise<RunningExample> {
  const { app, clients, close } = await createApp(context);
  const demo = await demoClients(clients);
  return { app, demo, tryThis: tryThis(context.issuer, demo), close };
}
