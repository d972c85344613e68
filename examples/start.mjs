// npm start [-- name] [--json]: sets the machine up, then becomes the example server.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUp } from '../.ci/set-up.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const defaultExample = 'insurance-gateway';

const names = readdirSync(here)
  .filter((name) => existsSync(join(here, name, 'server.ts')))
  .sort();
const usage = `Usage: npm start [-- name] [--json]

Examples:
${names.map((name) => `  ${name}${name === defaultExample ? ' (default)' : ''}`).join('\n')}

With --json, stdout carries one line when the server listens.`;

const { name, help } = readArguments();
if (help) {
  console.log(usage);
} else {
  await start(name);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (positionals.length > 1)
      fail(`Cannot start ${positionals.length} examples at once: ${positionals.join(', ')}`);
    const name = positionals[0] ?? defaultExample;
    if (!values.help && !names.includes(name)) fail(`There is no example called ${name}`);
    return { name, help: values.help };
  } catch (error) {
    return fail(error.message);
  }
}

async function start(name) {
  const folder = join(here, name);
  try {
    await setUp({ project: folder });
  } catch (error) {
    console.error(`Cannot set up ${name}: ${error.message}`);
    process.exit(1);
  }
  await import(join(folder, 'dist', 'server.js'));
}

function fail(reason) {
  console.error(`${reason}\n\n${usage}`);
  process.exit(1);
}
