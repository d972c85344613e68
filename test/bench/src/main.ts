// npm run bench: reads the command line, measures, prints.
import { groups } from './groups/groups.js';
import { bench } from './harness/bench.js';
import { type BenchOptions, readOptions, usage } from './harness/options.js';
import { findPlacement, type Placement } from './harness/placement.js';
import { formatReport } from './harness/report.js';

const names = groups.map(({ name }) => name);

try {
  const options = readOptions(process.argv.slice(2), names);
  if (options === 'help') console.log(usage(names));
  else await measure(options, findPlacement());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function measure(options: BenchOptions, placement: Placement): Promise<void> {
  const chosen = groups.filter(({ name }) => options.groups.includes(name));
  const results = await bench(chosen, options, placement, console.error);
  const { nodeVersion, mode, rounds, seconds } = options;
  if (options.json) {
    console.log(
      JSON.stringify({ node: nodeVersion, mode, rounds, seconds, placement: placement.description, results }),
    );
  } else if (mode !== 'check') {
    const heading = `Node ${nodeVersion}, ${mode}, ${rounds} rounds of ${seconds} s, ${placement.description}`;
    console.log(formatReport(heading, results));
  }
}
