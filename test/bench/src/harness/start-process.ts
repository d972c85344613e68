// The process of one contender and of nothing else, to see how fast it starts: it loads no group and no load.
import type { AddressInfo } from 'node:net';
import { answerParent } from './child.js';
import type { ContenderModule } from './group.js';

// As Express asks for it. An import would read all that it exports, and so load `fetch` into every contender.
const { createServer } = process.getBuiltinModule('node:http');

const answers = {
  async start({ file, material }: { readonly file: string; readonly material: unknown }) {
    const { createContender }: ContenderModule = await import(file);
    const { listener, facts } = await createContender(material);
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, facts };
  },
};

export type StartAnswers = typeof answers;

answerParent(answers);
