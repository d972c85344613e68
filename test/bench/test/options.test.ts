import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/harness/options.js';

const groups = ['bearer-rs256', 'bearer-es256', 'issuing-opaque'];

describe('readOptions', () => {
  it.each([
    [['--group', 'nothing'], 'There is no group nothing, only bearer-rs256, bearer-es256, issuing-opaque'],
    [['nothing'], 'There is no group nothing, only bearer-rs256, bearer-es256, issuing-opaque'],
    [['--rounds', '0'], '--rounds takes a number above 0, not 0'],
    [['--rounds', '1.5'], '--rounds takes a whole number, not 1.5'],
    [['--seconds', 'long'], '--seconds takes a number above 0, not long'],
    [['--node', '/nowhere/node'], '--node takes a Node binary, not /nowhere/node'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args, groups)).toThrow(message);
  });

  it('measures everything over HTTP unless told otherwise', () => {
    expect(readOptions([], groups)).toEqual({
      node: process.execPath,
      nodeVersion: process.version,
      groups,
      cases: [],
      mode: 'http',
      rounds: 5,
      seconds: 3,
      json: false,
      profiles: undefined,
    });
  });

  it('takes groups by the beginning of their names', () => {
    expect(readOptions(['--group', 'bearer', '--in-process'], groups)).toMatchObject({
      groups: ['bearer-rs256', 'bearer-es256'],
      mode: 'in-process',
      rounds: 7,
      seconds: 1,
    });
  });

  it('takes what is no option for a group', () => {
    expect(readOptions(['issuing', '--check'], groups)).toMatchObject({ groups: ['issuing-opaque'] });
  });

  it('takes a group alone by its whole name', () => {
    const [first = ''] = groups;
    expect(readOptions(['--group', first], [...groups, `${first}-first-seen`])).toMatchObject({
      groups: [first],
    });
  });

  it.each(['check', 'start', 'memory', 'latency'])('takes --%s as what to measure', (mode) => {
    expect(readOptions([`--${mode}`], groups)).toMatchObject({ mode, rounds: 5, seconds: 3 });
  });

  it('answers --help', () => {
    expect(readOptions(['-h'], groups)).toBe('help');
  });
});
