import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../support/serve.js';
import { groups } from '../src/groups/groups.js';
import { checkAnswers } from '../src/harness/check-answers.js';
import type { Contender, Group, Workload } from '../src/harness/group.js';

async function judge(group: Group, workload: Workload, { name, load }: Contender, servedAs = name) {
  const { createContender } = await load();
  const { listener, facts } = await createContender(workload.material);
  const served = await serve(listener);
  try {
    await checkAnswers(group, workload, [{ name: servedAs, port: served.port, facts }]);
  } finally {
    await served.close();
  }
}

describe.each(groups.map((group) => [group.name, group] as const))('%s', (_name, group) => {
  let workload: Workload;
  beforeAll(async () => {
    workload = await group.prepare(2);
  });
  afterAll(() => workload.close());

  it.each(group.contenders.map((contender) => [contender.name, contender] as const))(
    '%s gives every right answer',
    (_contender, contender) => judge(group, workload, contender),
  );

  it('finds out a contender that does nothing', async () => {
    const bare = group.contenders.find(({ name }) => name === group.reference);
    await expect(judge(group, workload, bare!, 'open door')).rejects.toThrow(
      /open door, .*: (200 instead of 4|it says what serves it)/,
    );
  });

  it('names contenders that exist, in every case and aim', () => {
    const names = group.contenders.map(({ name }) => name);
    for (const { contenders, aims } of workload.cases) {
      expect(names).toEqual(expect.arrayContaining([...contenders]));
      for (const aim of aims) {
        expect(contenders).toContain(aim.contender);
        if ('against' in aim) expect(contenders).toContain(aim.against);
      }
    }
  });
});
