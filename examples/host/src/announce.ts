/** What the world is told when the server listens. */
export interface Announcement {
  readonly name: string;
  readonly url: string;
  readonly demo: object;
  readonly tryThis: readonly string[];
}

/** With `--json` one line of JSON for a program, else a short page for a person. */
export function announce({ name, url, demo, tryThis }: Announcement): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid, demo })}\n`);
    return;
  }
  const page = [
    `${name} listens on ${url}`,
    '',
    'Demo credentials (secrets are shown at the first start only):',
    JSON.stringify(demo, null, 2),
    '',
    'Try:',
    ...tryThis.map((line) => `  ${line}`),
    '',
    'Ctrl-C stops it.',
  ];
  process.stdout.write(`${page.join('\n')}\n`);
}
