// npm run bench:stores: what the stores cost on this machine, without a server around them.
import { parseArgs } from 'node:util';
import { measureContention } from './contention.js';
import { measureDisk } from './disk.js';
import { measureLookUps } from './look-ups.js';
import { measureMemoryLookUps } from './memory-look-ups.js';
import { measureOnceOnly } from './once-only.js';
import { type Site, siteNames, sites } from './sites.js';

const parts = ['look-ups', 'once-only', 'contention'];
/** In memory there is nothing to wait for or to contend about: only look-ups are measured. */
const chosenNames = ['memory', ...siteNames];
const usage = `Usage: npm run bench:stores -- [options]

  --site <name>     ${chosenNames.join(' or ')}; may be repeated (default: all)
  --part <name>     ${parts.join(', ')}; may be repeated (default: all)
  --rows <number>   rows to look up in; may be repeated (default: 1000, 100000, 1000000)
  --json            one JSON document on stdout instead of tables

PostgreSQL is the one of DATABASE_URL, by default the one on this machine.`;

const { values } = parseArgs({
  options: {
    site: { type: 'string', multiple: true, default: chosenNames },
    part: { type: 'string', multiple: true, default: parts },
    rows: { type: 'string', multiple: true, default: ['1000', '100000', '1000000'] },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) console.log(usage);
else await measure(sites.filter(({ name }) => values.site.includes(name)));

async function measure(chosen: readonly Site[]): Promise<void> {
  const results: Record<string, unknown> = { node: process.version, disk: await measureDisk() };
  report(
    results,
    `Node ${process.version}, ${String(results['disk'])} durable writes a second on this disk`,
    [],
  );
  if (values.site.includes('memory') && values.part.includes('look-ups')) {
    report(results, 'memory: look-ups', await measureMemoryLookUps(values.rows.map(Number)));
  }
  for (const site of chosen) {
    if (values.part.includes('look-ups')) {
      const rows = await measureLookUps(site, values.rows.map(Number));
      report(results, `${site.name}: look-ups`, rows);
    }
    if (values.part.includes('once-only')) {
      report(results, `${site.name}: once-only operations`, await measureOnceOnly(site));
    }
    if (values.part.includes('contention')) {
      report(results, `${site.name}: 8 processes at once`, await measureContention(site));
    }
  }
  if (values.json) console.log(JSON.stringify(results));
}

function report(results: Record<string, unknown>, title: string, rows: readonly object[]): void {
  if (rows.length > 0) results[title] = rows;
  if (values.json) return;
  console.log(`\n${title}`);
  if (rows.length > 0) console.table(rows);
}
