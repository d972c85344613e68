// Makes one ES module of each entry point of each package, and of what its entry points share, from the sources: Node
// opens a few files at the start instead of hundreds. Types are written by `tsc --build`, which runs before.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'rolldown';
import { changedPackages, markBundled, modulesOf, sourcesOf } from './changed-packages.mjs';

await Promise.all(changedPackages().map(bundle));

async function bundle(folder) {
  const sources = sourcesOf(folder);
  const { output } = await build({
    cwd: folder,
    input: entriesOf(folder),
    platform: 'node',
    external: (specifier, _importer, isResolved) => !isResolved && !specifier.startsWith('.'),
    transform: { target: 'es2023' },
    write: false,
    output: {
      dir: 'dist',
      chunkFileNames: 'shared/[name].js',
      minifyInternalExports: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
    },
  });
  const written = output.map((file) => write(folder, file.fileName, file.code ?? file.source));
  for (const file of modulesOf(folder)) if (!written.includes(file)) rmSync(file, { force: true });
  markBundled(folder, sources);
}

/** By the manifest: `{ index: './src/index.ts', 'passport/index': './src/passport/index.ts' }`. */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(exports).filter((entry) => entry['@portcullis/source'] !== undefined);
  return Object.fromEntries(
    entries.map((entry) => [
      entry.default.slice('./dist/'.length, -'.js'.length),
      entry['@portcullis/source'],
    ]),
  );
}

/** Renamed into its place: a process that starts meanwhile never reads half a file. */
function write(folder, name, text) {
  const file = join(folder, 'dist', name);
  const partial = join(folder, 'node_modules', `.${process.pid}-${basename(name)}`);
  for (const path of [file, partial]) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(partial, text);
  renameSync(partial, file);
  return file;
}
