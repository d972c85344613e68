import { spawnSync } from 'node:child_process';

/** The cores that servers and load are bound to; without them the system places both as it likes. */
export interface Placement {
  readonly serverCore?: number;
  readonly loadCore?: number;
  /** For the report. */
  readonly description: string;
}

/** Servers share the first core that this process may use, the load has the second: `taskset` binds them. */
export function findPlacement(): Placement {
  const asked = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  if (asked.status !== 0) return { description: 'not pinned: there is no taskset here' };
  const [serverCore, loadCore] = parseCores(asked.stdout.slice(asked.stdout.lastIndexOf(':') + 1));
  if (serverCore === undefined || loadCore === undefined) return { description: 'not pinned: only one core' };
  return { serverCore, loadCore, description: `server on core ${serverCore}, load on core ${loadCore}` };
}

/** `0-2,5` as taskset prints it. */
export function parseCores(list: string): number[] {
  return list
    .trim()
    .split(',')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, step) => first + step);
    });
}
