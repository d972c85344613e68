import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

export type BenchMode = 'http' | 'in-process' | 'start' | 'memory' | 'latency' | 'check';

export interface BenchOptions {
  /** The binary that servers and load run on, and what it calls itself. */
  readonly node: string;
  readonly nodeVersion: string;
  readonly groups: readonly string[];
  /** Beginnings of the names of the cases to measure; none: all. */
  readonly cases: readonly string[];
  readonly mode: BenchMode;
  readonly rounds: number;
  readonly seconds: number;
  readonly json: boolean;
  /** Where each server leaves a CPU profile; absent: nowhere. */
  readonly profiles: string | undefined;
}

/** Throws a `TypeError` that says what is wrong and what there is. */
export function readOptions(args: readonly string[], knownGroups: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      node: { type: 'string', default: process.execPath },
      group: { type: 'string', multiple: true },
      case: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'in-process': { type: 'boolean' },
      start: { type: 'boolean' },
      memory: { type: 'boolean' },
      latency: { type: 'boolean' },
      check: { type: 'boolean' },
      json: { type: 'boolean', default: false },
      profiles: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const mode = modes.find((flag) => values[flag]) ?? 'http';
  const rounds = readNumber('--rounds', values.rounds ?? (mode === 'in-process' ? '7' : '5'));
  if (!Number.isInteger(rounds)) throw new TypeError(`--rounds takes a whole number, not ${rounds}`);
  return {
    node: values.node,
    nodeVersion: versionOf(values.node),
    groups: chooseGroups([...(values.group ?? []), ...positionals], knownGroups),
    cases: values.case ?? [],
    mode,
    rounds,
    seconds: readNumber('--seconds', values.seconds ?? (mode === 'in-process' ? '1' : '3')),
    json: values.json,
    profiles: values.profiles,
  };
}

/** Each is a flag; without one it is `http`. */
const modes = ['check', 'in-process', 'start', 'memory', 'latency'] as const;

export function usage(knownGroups: readonly string[]): string {
  return `Usage: npm run bench -- [options] [group...]

  --group <name>     this group, or all whose name begins so; may be repeated (default: all); --group may be left out
  --case <name>      likewise, of the kinds of traffic in a group
  --rounds <number>  measured rounds (default: 5, in process 7)
  --seconds <number> length of each measurement (default: 3, in process 1)
  --in-process       CPU per request without a network, instead of requests a second
  --start            milliseconds from the start of a process to its first answer
  --memory           of each server, after 100,000 requests
  --latency          at a steady 2,000 requests a second
  --check            only the check of right answers
  --node <binary>    another Node for servers and load
  --profiles <dir>   each server leaves a CPU profile there
  --json             one JSON document on stdout instead of tables

Groups:
${knownGroups.map((name) => `  ${name}`).join('\n')}`;
}

function chooseGroups(wanted: readonly string[], known: readonly string[]): readonly string[] {
  const unknown = wanted.find((prefix) => !known.some((name) => name.startsWith(prefix)));
  if (unknown !== undefined) throw new TypeError(`There is no group ${unknown}, only ${known.join(', ')}`);
  if (wanted.length === 0) return known;
  const matches = (name: string, wish: string) =>
    known.includes(wish) ? name === wish : name.startsWith(wish);
  return known.filter((name) => wanted.some((wish) => matches(name, wish)));
}

function readNumber(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new TypeError(`${option} takes a number above 0, not ${text}`);
  return value;
}

function versionOf(node: string): string {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (status !== 0 || !stdout.startsWith('v')) throw new TypeError(`--node takes a Node binary, not ${node}`);
  return stdout.trim();
}
