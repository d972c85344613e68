import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { createStoppableServer } from '../src/stoppable-server.js';

it('ends idle and never-used connections at once and answers the running request in full', async () => {
  const events = new EventEmitter();
  const { server, stop } = createStoppableServer((req, res) => {
    if (req.url === '/quick') res.end('done');
    else events.emit('asked', () => res.end('in full'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const unused = connect(port, '127.0.0.1');
  const idle = connect(port, '127.0.0.1');
  idle.write('GET /quick HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(idle, 'data');
  const busy = fetch(`http://127.0.0.1:${port}/slow`);
  const [answer] = await once(events, 'asked');

  const stopped = stop();
  await Promise.all([once(unused, 'close'), once(idle, 'close')]);
  await expect(fetch(`http://127.0.0.1:${port}/quick`)).rejects.toThrow();
  answer();
  const response = await busy;
  expect(await response.text()).toBe('in full');
  expect(response.headers.get('connection')).toBe('close');
  await stopped;
});
