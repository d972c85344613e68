import { fileURLToPath } from 'node:url';
import { type ExampleContext, type RunningExample, runExample } from '@portcullis-examples/host';
import { createApp } from './app.js';
import { createDemo } from './demo.js';
import { tryThis } from './try-this.js';

const dataDir = fileURLToPath(new URL('../.data/digital-banking', import.meta.url));

await runExample({ name: 'digital-banking', dataDir, create });

async function create(context: ExampleContext): Promise<RunningExample> {
  const { app, close, ...places } = await createApp(context);
  const demo = await createDemo({ store: context.store, ...places });
  return { app, demo, tryThis: tryThis(context.issuer, demo), close };
}
