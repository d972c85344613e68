// The process of one contender: serves it over HTTP, or drives it without a network.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { groups } from '../groups/groups.js';
import { answerParent } from './child.js';
import { collectGarbage } from './collect-garbage.js';
import type { Contender } from './group.js';
import { createLocalLoad, type LocalLoad } from './local-load.js';

let server: Server | undefined;
let load: LocalLoad | undefined;

interface StartArgument {
  readonly group: string;
  readonly contender: string;
  readonly material: unknown;
}

const answers = {
  async start({ group, contender, material }: StartArgument) {
    const { createContender } = await find(group, contender).load();
    const { listener, facts } = await createContender(material);
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return { port: (listening.address() as AddressInfo).port, facts };
  },

  usage() {
    const { user, system } = process.cpuUsage();
    return { cpuMicroseconds: user + system, memoryMebibytes: process.memoryUsage.rss() / 2 ** 20 };
  },

  memory() {
    collectGarbage();
    const { rss, heapUsed } = process.memoryUsage();
    return { rssMebibytes: rss / 2 ** 20, heapMebibytes: heapUsed / 2 ** 20 };
  },

  aim({ requests, status }: { readonly requests: readonly string[]; readonly status: number }) {
    if (server === undefined) throw new Error('Nothing was started');
    load = createLocalLoad(server, requests, status);
  },

  async drive({ seconds }: { readonly seconds: number }) {
    if (load === undefined) throw new Error('Nothing was aimed');
    return load.run(seconds);
  },
};

export type ServerAnswers = typeof answers;

answerParent(answers);

function find(groupName: string, contenderName: string): Contender {
  const group = groups.find(({ name }) => name === groupName);
  const contender = group?.contenders.find(({ name }) => name === contenderName);
  if (contender === undefined) throw new Error(`There is no ${contenderName} in ${groupName}`);
  return contender;
}
