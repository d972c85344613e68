import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CodeBlock, root } from './code-blocks.js';

const run = promisify(execFile);

const tsconfig = {
  compilerOptions: {
    ...{
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'NodeNext',
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
  },
};

/**
 * Compiles the blocks, each as a module of its own, beside `assumed.ts` and as an app that has the built packages
 * installed.
 *
 * @returns What the compiler says, one line for each mistake: `packages/core/README.md(43,5): error TS2304: …`.
 */
export async function compile(blocks: readonly CodeBlock[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-docs-'));
  try {
    installPackages(join(folder, 'node_modules'));
    copyFileSync(join(root, 'test/docs/assumed.ts'), join(folder, 'assumed.ts'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    for (const [index, { line, code }] of blocks.entries()) {
      // On its own line, so that the compiler tells the line of the page.
      writeFileSync(join(folder, `block-${index}.ts`), `${'\n'.repeat(line)}${code}export {};\n`);
    }
    const said = await run(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      '-p',
      folder,
    ]).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
    return readMistakes(said, blocks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is in the workspace, and what its tests have from outside. */
function installPackages(folder: string): void {
  mkdirSync(join(folder, '@portcullis'), { recursive: true });
  for (const name of readdirSync(join(root, 'packages'))) {
    symlinkSync(join(root, 'packages', name), join(folder, '@portcullis', name));
  }
  const outside = join(root, 'test/node_modules');
  for (const name of readdirSync(outside)) {
    if (name !== '@portcullis') symlinkSync(join(outside, name), join(folder, name));
  }
}

function readMistakes(said: string, blocks: readonly CodeBlock[]): readonly string[] {
  return said
    .split('\n')
    .filter((line) => / error TS/.test(line))
    .map((line) => line.replace(/^.*block-(\d+)\.ts/, (_name, index) => blocks[index]?.page ?? _name));
}
