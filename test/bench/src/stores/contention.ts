import { startChild } from '../harness/child.js';
import type { ContenderAnswers } from './contender-process.js';
import { openStore, type Site } from './sites.js';

const processes = 8;
const callersEach = 4;
const seconds = 3;

/** Eight processes that all write, as fast as they can: steps a second, waiting, and how late their event loops are. */
export async function measureContention(site: Site): Promise<object[]> {
  const ground = await site.create();
  await (await openStore(ground.options)).close();
  const script = new URL('./contender-process.js', import.meta.url);
  const children = Array.from({ length: processes }, () =>
    startChild<ContenderAnswers>(script, { node: process.execPath, core: undefined }),
  );
  try {
    await Promise.all(children.map((child) => child.ask('open', ground.options)));
    return await Promise.all(children.map((child) => child.ask('work', { callers: callersEach, seconds })));
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await ground.remove();
  }
}
