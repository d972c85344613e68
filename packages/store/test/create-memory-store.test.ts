import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore, type MemoryStoreOptions } from '../src/index.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('createMemoryStore', () => {
  it('refuses an option that it does not know', () => {
    const mistyped: object = { longestTokenSecond: 60 };
    expect(() => createMemoryStore(mistyped)).toThrow(
      new TypeError(
        'Cannot create memory store: unknown option "longestTokenSecond"; known are clock, longestTokenSeconds',
      ),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '60'])(
    'refuses %s as longestTokenSeconds',
    (value) => {
      const options = { longestTokenSeconds: value } as MemoryStoreOptions;
      expect(() => createMemoryStore(options)).toThrow(
        /longestTokenSeconds must be a whole number of seconds, not /,
      );
    },
  );

  it.each([null, 5, 'now', {}, { now: 5 }])('refuses %j as a clock', (clock) => {
    const options = { clock } as unknown as MemoryStoreOptions;
    expect(() => createMemoryStore(options)).toThrow(
      'Cannot create memory store: clock must have a function now',
    );
  });

  it('warns loudly in production, and only there', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    vi.stubEnv('NODE_ENV', 'development');
    createMemoryStore();
    expect(warn).not.toHaveBeenCalled();
    vi.stubEnv('NODE_ENV', 'production');
    createMemoryStore();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('forgets every client'), {
      type: 'PortcullisWarning',
      code: 'PORTCULLIS_MEMORY_STORE',
    });
  });

  it('remembers revocations for as long as a token may live', () => {
    expect(createMemoryStore().revocations.rememberedMs).toBe(86_400_000);
    expect(createMemoryStore({ longestTokenSeconds: 60 }).revocations.rememberedMs).toBe(60_000);
    expect(createMemoryStore().revocations.freshUntil).toBe(Number.POSITIVE_INFINITY);
  });

  it('answers in the same tick', () => {
    const store = createMemoryStore();
    expect(store.marks.rememberOnce('jti', Date.now() + 1_000)).toBe(true);
    expect(store.clients.find('nobody')).toBeUndefined();
  });
});
