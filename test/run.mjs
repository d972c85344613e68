// npm test: sets the machine up, then lint, types, dead code, packaging and every test; closes with the count.
// npm test -- <vitest arguments>: only the tests that they name.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, setUp } from '../.ci/set-up.mjs';

const filters = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };

const ready = await check('set-up and types', () => setUp());
if (ready && filters.length === 0) {
  await check('lint', () => tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings'));
  await check('dead code', () => tool('knip/bin/knip.js'));
  for (const folder of packages()) {
    await check(`publint ${folder}`, () => tool('publint/src/cli.js', '--pack', 'false', '--strict', folder));
    await check(`types of ${folder}`, () =>
      tool('@arethetypeswrong/cli/dist/index.js', '--pack', folder, '--profile', 'esm-only', '--quiet'),
    );
  }
}
if (ready) await tests();
console.log(
  `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`,
);
process.exitCode = count.failed > 0 ? 1 : 0;

async function check(name, work) {
  try {
    await work();
    count.passed += 1;
    console.log(`ok      ${name}`);
    return true;
  } catch (error) {
    count.failed += 1;
    console.log(`FAILED  ${name}: ${error.message}`);
    return false;
  }
}

/** A tool of node_modules, run by the Node that runs us. */
function tool(script, ...args) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args]);
}

function packages() {
  return readdirSync(join(root, 'packages')).map((name) => join('packages', name));
}

async function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report];
  const failure = await tool('vitest/vitest.mjs', 'run', ...reporters, ...filters).catch((error) => error);
  add(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined, failure);
  rmSync(folder, { recursive: true });
}

/** A run that failed without a failed test (an unhandled rejection, a file that does not load) is a failure too. */
function add(report, failure) {
  const results = report?.testResults.flatMap((file) => file.assertionResults) ?? [];
  const of = (status) => results.filter((result) => result.status === status);
  count.passed += of('passed').length;
  count.failed += of('failed').length || (failure === undefined ? 0 : 1);
  const skipped = results.filter((result) => !['passed', 'failed'].includes(result.status));
  count.skipped += skipped.length;
  for (const { fullName } of skipped) console.log(`skipped ${fullName}`);
}
