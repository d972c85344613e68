// Which packages have to be bundled anew, by digests of what is in their files: right after a pull, a switch of branches
// or a build that was interrupted, whatever times the files bear.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundler = [join(root, '.ci/bundle.mjs'), join(root, 'node_modules/rolldown/package.json')];

/** The folders of packages whose sources or modules are not as the last bundling left them. */
export function changedPackages() {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')) && !isBundled(folder));
}

/** To be called after a bundling, with the `sourcesOf` from before it. */
export function markBundled(folder, sources) {
  writeFileSync(stampOf(folder), stateOf(folder, sources));
}

/** A digest of all that decides what the modules of a package look like. */
export function sourcesOf(folder) {
  return digest([...bundler, join(folder, 'package.json'), ...filesOf(join(folder, 'src'))]);
}

/** The modules of a package and their source maps. */
export function modulesOf(folder) {
  return filesOf(join(folder, 'dist')).filter((file) => /\.js(\.map)?$/.test(file));
}

function isBundled(folder) {
  return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === stateOf(folder);
}

function stampOf(folder) {
  return join(folder, 'node_modules', '.portcullis-bundled');
}

function stateOf(folder, sources = sourcesOf(folder)) {
  return `${sources} ${digest(modulesOf(folder))}`;
}

function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file} `).update(readFileSync(file));
  return hash.digest('hex');
}
