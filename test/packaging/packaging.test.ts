import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Compilers and installs take their time on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const folder = mkdtempSync(join(tmpdir(), 'portcullis-packaging-'));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const names = readdirSync(join(root, 'packages'));

const consumer = {
  name: 'consumer',
  private: true,
  devDependencies: { '@types/express': '^5.0.6', '@types/node': '^20.19.0', express: '^5.2.0' },
};

beforeAll(async () => {
  await run(
    'npx',
    ['--yes', packageManager, '-r', '--filter', './packages/*', 'pack', '--pack-destination', folder],
    { cwd: root },
  );
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(consumer));
  const compilers = ['typescript5@npm:typescript@~5.9.3', 'typescript7@npm:typescript@~7.0.2'];
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...compilers, ...tarballs.map((name) => `./${name}`)],
    { cwd: folder },
  );
  cpSync(join(here, 'consumer'), folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(names)('@portcullis/%s, installed from its tarball', (name) => {
  const installed = (...path: string[]) => join(folder, 'node_modules/@portcullis', name, ...path);

  it('is found by import and by require, with the same exports', async () => {
    const script = `
      const required = require('@portcullis/${name}');
      import('@portcullis/${name}').then((imported) => {
        const names = Object.keys(imported).filter((key) => key !== 'module.exports' && key !== 'default').sort();
        const same = names.every((key) => imported[key] === required[key]);
        console.log(JSON.stringify({ names, same }));
      });`;
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder });
    const { names: exported, same } = JSON.parse(stdout);
    expect(exported.length).toBeGreaterThan(0);
    expect(same).toBe(true);
  });

  it('ships what it needs and nothing else', () => {
    expect(readdirSync(installed()).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', 'src']);
    expect(readFileSync(installed('package.json'), 'utf8')).not.toMatch(/workspace:|catalog:/);
  });

  it('is one module for each entry point, and what these share', () => {
    const { exports } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    const entries = Object.values<string | { default: string }>(exports).flatMap((entry) =>
      typeof entry === 'string' ? [] : [entry.default],
    );
    const modules = readdirSync(installed('dist'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js') && !file.startsWith('shared/'))
      .map((file) => `./dist/${file}`);
    expect(modules.sort()).toEqual(entries.sort());
  });
});

const projects: readonly [string, string, string][] = [
  ['TypeScript 7, ESM', 'typescript7', 'tsconfig.esm.json'],
  ['TypeScript 5, ESM', 'typescript5', 'tsconfig.esm.json'],
  ['TypeScript 5, module: commonjs', 'typescript5', 'tsconfig.commonjs.json'],
];

it.each(projects)(
  'compiles for %s',
  async (_title, compiler, project) => {
    const { stdout } = await compile(compiler, project);
    expect(stdout).toBe('');
  },
  60_000,
);

it('does not compile where a mistake would be dangerous', async () => {
  const { stdout } = await compile('typescript7', 'tsconfig.mistakes.json');
  const lines = readFileSync(join(folder, 'mistakes.mts'), 'utf8').split('\n');
  const wrong = lines.flatMap((line, index) => (line.endsWith('// must not compile') ? [index + 1] : []));
  expect(wrong.length).toBeGreaterThan(0);
  expect([...stdout.matchAll(/^mistakes\.mts\((\d+),/gm)].map((match) => Number(match[1]))).toEqual(wrong);
});

async function compile(compiler: string, project: string): Promise<{ stdout: string }> {
  const tsc = join(folder, 'node_modules', compiler, 'bin/tsc');
  return run(process.execPath, [tsc, '--project', project, '--pretty', 'false'], { cwd: folder }).catch(
    (error) => error,
  );
}
