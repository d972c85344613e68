import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An example in TypeScript, as a page shows it. */
export interface CodeBlock {
  /** Of the page, from the root. */
  readonly page: string;
  /** Of its fence, counted from one. */
  readonly line: number;
  readonly code: string;
}

/** The READMEs of the root, the packages and the examples, and the pages of `docs`. */
export function readPages(): readonly string[] {
  const folders = ['packages', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}/README.md`),
  );
  const docs = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
  return ['README.md', ...folders, ...docs].filter(
    (page) => page.endsWith('.md') && existsSync(join(root, page)),
  );
}

/** Every block of the page that is fenced as `ts`. */
export function readCodeBlocks(page: string): readonly CodeBlock[] {
  const text = readFileSync(join(root, page), 'utf8');
  return Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), (found) => ({
    page,
    line: text.slice(0, found.index).split('\n').length,
    code: found[1] ?? '',
  }));
}
