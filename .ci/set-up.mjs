// Brings what the repository needs onto a machine that has only Node and npm: pnpm, the dependencies of the
// lock file, the built packages. Everything it prints goes to stderr. A second run takes a second or two.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changedPackages } from './changed-packages.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const stamp = join(root, 'node_modules', '.portcullis-installed');

/** Installs, builds and bundles. `project` limits the build to one folder with a tsconfig and what it references. */
export async function setUp({ project = '.' } = {}) {
  await install();
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--build', project]);
  // In a process of its own: an example goes on in ours, as a server.
  if (changedPackages().length > 0) await run(process.execPath, [join(root, '.ci/bundle.mjs')]);
}

/** Runs a command with its output on stderr; throws when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}`)),
    );
  });
}

async function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile']);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Of everything that decides what `pnpm install` would do. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests()]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function manifests() {
  const folders = ['packages', 'examples'].flatMap((top) =>
    readdirSync(join(root, top)).map((name) => join(top, name)),
  );
  return [...folders, 'test']
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(join(root, file)));
}
