import { beforeAll, describe, expect, it } from 'vitest';
import { type CodeBlock, readCodeBlocks, readPages } from './code-blocks.js';
import { compile } from './compile.js';

const pages = readPages().map((page) => ({ page, blocks: readCodeBlocks(page) }));
const wrong: CodeBlock = { page: 'wrong', line: 3, code: "import '@portcullis/core';\nunknownName();\n" };

let mistakes: readonly string[];

beforeAll(async () => {
  mistakes = await compile([...pages.flatMap(({ blocks }) => blocks), wrong]);
}, 120_000);

const mistakesOf = (page: string) => mistakes.filter((mistake) => mistake.startsWith(`${page}(`));

describe('The examples compile as they stand', () => {
  it.each(pages.filter(({ blocks }) => blocks.length > 0))('in $page', ({ page }) => {
    expect(mistakesOf(page)).toEqual([]);
  });

  it('beside what they take as given', () => {
    const told = [...pages, wrong].flatMap(({ page }) => mistakesOf(page));
    expect(mistakes.filter((mistake) => !told.includes(mistake))).toEqual([]);
  });

  it('and one that does not is found, on its line', () => {
    expect(mistakesOf('wrong')).toEqual([expect.stringMatching(/^wrong\(5,1\): error TS2304: /)]);
  });
});
