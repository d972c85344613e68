import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { callerAddress } from '../src/caller-address.js';

type Parts = { readonly app?: object; readonly ip?: string | undefined };

const request = (parts: Parts = {}) =>
  ({ socket: { remoteAddress: '198.51.100.1' }, ...parts }) as unknown as IncomingMessage;
const express = (trustProxy: unknown) => ({ get: () => trustProxy });

describe('callerAddress', () => {
  it('does not let every caller name its own address', () => {
    const req = request({ app: express(true), ip: '203.0.113.7' });
    expect(() => callerAddress(req, true)).toThrow('"trust proxy" is true');
    expect(callerAddress(req, false)).toBe('198.51.100.1');
  });

  it('is that of the socket, whatever was forwarded', () => {
    expect(callerAddress(request({ app: express(1), ip: '203.0.113.7' }), false)).toBe('198.51.100.1');
  });

  it('is the forwarded one where the app says who may forward', () => {
    expect(callerAddress(request({ app: express(1), ip: '203.0.113.7' }), true)).toBe('203.0.113.7');
    expect(callerAddress(request({ app: express(1), ip: undefined }), true)).toBeUndefined();
  });

  it('is that of the socket where there is no Express', () => {
    expect(callerAddress(request({ ip: '203.0.113.7' }), true)).toBe('198.51.100.1');
    expect(callerAddress(request({ app: {}, ip: '203.0.113.7' }), true)).toBe('203.0.113.7');
  });
});
