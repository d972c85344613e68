import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The floors of ARCHITECTURE.md, lowest first. A package imports from floors below its own, never from a neighbour. */
const floors: readonly (readonly string[])[] = [
  ['core', 'x509'],
  ['jwt', 'store', 'pages'],
  [
    ...['api-key', 'bearer', 'client-cert', 'authorize', 'limits', 'perimeter'],
    ...['token-issuer', 'store-sql', 'store-redis', 'testing'],
  ],
  ['openapi', 'accounts', 'portal'],
  ['inspect', 'cli'],
];

const packages = readdirSync(join(root, 'packages'));
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const longestFile = 250;

describe.each(packages)('packages/%s', (name) => {
  const folder = join('packages', name);
  const manifest = readJson(folder, 'package.json');

  it('stands on a floor', () => {
    expect(floorOf(name)).toBeGreaterThanOrEqual(0);
  });

  it('imports only what its manifest names, its own test folder aside', () => {
    const named = new Set([
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.peerDependencies ?? {}),
    ]);
    const foreign = imports(join(folder, 'src')).filter(
      ({ from }) => !from.startsWith('.') && !from.startsWith('node:'),
    );
    expect(foreign.filter(({ from }) => !named.has(packageOf(from)))).toEqual([]);
  });

  it('imports siblings from lower floors only', () => {
    const siblings = Object.keys(manifest.dependencies ?? {}).filter((dependency) =>
      dependency.startsWith('@portcullis/'),
    );
    expect(
      siblings.filter((sibling) => floorOf(sibling.slice('@portcullis/'.length)) >= floorOf(name)),
    ).toEqual([]);
  });

  it('imports nothing from outside its own src by a relative path', () => {
    expect(imports(join(folder, 'src')).filter(({ from, depth }) => climbs(from) > depth)).toEqual([]);
  });

  it('imports types alone from node:http, whose values load fetch at the start, and from jose', () => {
    const importing = sourceFiles(join(folder, 'src')).filter((file) =>
      /^import (?!type )[^;]*? from '(node:http|jose[^']*)';/m.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(importing).toEqual([]);
  });

  it('references the same siblings in its tsconfig as in its manifest', () => {
    const references = readJson(folder, 'tsconfig.json').references ?? [];
    const siblings = Object.keys(manifest.dependencies ?? {}).filter((dependency) =>
      dependency.startsWith('@portcullis/'),
    );
    expect(references.map(({ path }) => path.replace('../', '@portcullis/')).sort()).toEqual(siblings.sort());
  });

  it('lists names in index.ts, never everything', () => {
    expect(readFileSync(join(root, folder, 'src/index.ts'), 'utf8')).not.toMatch(/export \*/);
  });

  it('is built by the root, checked with its tests, and has a README', () => {
    const paths = (of: string) => readJson(of, 'tsconfig.json').references?.map((entry) => entry.path);
    expect(paths('.')).toContain(`packages/${name}`);
    expect(paths('test')).toContain(`../packages/${name}`);
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true);
  });
});

it('holds one idea per file: none is longer than 250 lines', () => {
  const lines = (file: string) => readFileSync(join(root, file), 'utf8').split('\n').length - 1;
  expect(
    [...sourceFiles('packages'), ...sourceFiles('examples')].filter((file) => lines(file) > longestFile),
  ).toEqual([]);
});

describe.each(examples)('examples/%s', (name) => {
  it('uses packages by their public name and nothing of a neighbour', () => {
    const foreign = imports(join('examples', name)).filter(({ from }) => !from.startsWith('node:'));
    expect(
      foreign.filter(
        ({ from, depth }) => climbs(from) > depth || /^@portcullis\/.*\/(src|dist)\b/.test(from),
      ),
    ).toEqual([]);
  });
});

function floorOf(name: string): number {
  return floors.findIndex((floor) => floor.includes(name));
}

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly references?: readonly { readonly path: string }[];
}

function readJson(folder: string, file: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, file), 'utf8'));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function climbs(specifier: string): number {
  return specifier.split('/').filter((part) => part === '..').length;
}

interface Import {
  readonly file: string;
  readonly from: string;
  /** How many folders below the one that was searched. */
  readonly depth: number;
}

function imports(folder: string): readonly Import[] {
  return sourceFiles(folder).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const depth = file.split('/').length - folder.split('/').length - 1;
    return [
      ...text.matchAll(/^(?:import|export)[^;]*? from '([^']+)';|^import '([^']+)';|import\('([^']+)'\)/gm),
    ].map((match) => ({
      file,
      from: match[1] ?? match[2] ?? match[3] ?? '',
      depth,
    }));
  });
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist', 'test', '.data'].includes(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourceFiles(path);
      return /\.tsx?$/.test(entry.name) ? [path] : [];
    });
}
