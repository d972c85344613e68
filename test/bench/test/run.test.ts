import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../run.mjs', import.meta.url));
const bench = (...args: string[]) => promisify(execFile)(process.execPath, [script, ...args]);
const brief = ['--rounds', '1', '--seconds', '0.2', '--json'];
const shortest = ['--group', 'issuing-opaque', ...brief];

describe('npm run bench', () => {
  it('says what is wrong with its options, and ends with 1', async () => {
    await expect(bench('--group', 'nothing')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no group nothing, only bearer-rs256'),
    });
  });

  it.each([
    ['http', [], 'requestsPerSecond'],
    ['in-process', ['--in-process'], 'microseconds'],
  ])('measures (%s) in processes of their own, and prints one JSON document', async (mode, args, measure) => {
    const { stdout, stderr } = await bench(...shortest, ...args);
    const report = JSON.parse(stdout);
    expect(stderr).toContain('issuing-opaque: 5 servers answer rightly');
    expect(report).toMatchObject({ node: process.version, mode, rounds: 1 });
    expect(report.results).toHaveLength(1);
    const [{ rows, aims }] = report.results;
    expect(rows.map((row: { contender: string }) => row.contender)).toEqual([
      'bare Express',
      'floor',
      'portcullis',
      'oidc-provider',
      '@node-oauth/express-oauth-server',
    ]);
    for (const row of rows) expect(row[measure].median).toBeGreaterThan(0);
    expect(aims).toHaveLength(2);
  });

  it.each([
    ['full-stack', 'start', 'first answer ms', 1],
    ['headers', 'latency', 'p99 ms', 0],
  ])('measures of %s what --%s is for', async (group, mode, figure, aimCount) => {
    const { stdout } = await bench(`--${mode}`, '--group', group, ...brief);
    const report = JSON.parse(stdout);
    const [{ rows, aims }] = report.results;
    expect(report).toMatchObject({ mode, results: [{ group }] });
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row.figures[figure].median).toBeGreaterThan(0);
    expect(aims).toHaveLength(aimCount);
  });
});
