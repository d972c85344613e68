import { afterEach, describe, expect, it, vi } from 'vitest';
import { NoticeListeners } from '../src/engine.js';
import type { RevocationNotice } from '../src/index.js';

const notice: RevocationNotice = {
  number: 1,
  kind: 'client',
  id: 'c',
  status: 'revoked',
  tokensValidFrom: 0,
  until: 1,
};

afterEach(() => vi.restoreAllMocks());

describe('NoticeListeners', () => {
  it('warns of a listener that throws, and tells the others all the same', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const listeners = new NoticeListeners();
    const heard: RevocationNotice[] = [];
    listeners.add(() => {
      throw new Error('broken');
    });
    listeners.add((one) => heard.push(one));
    listeners.tell(notice);
    expect(heard).toEqual([notice]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'A listener for revocation notices threw: Error: broken',
      'PortcullisWarning',
    );
  });

  it('keeps one function that was added twice until both were stopped', () => {
    const listeners = new NoticeListeners();
    const listener = vi.fn();
    const stopOne = listeners.add(listener);
    const stopOther = listeners.add(listener);
    stopOne();
    stopOne();
    listeners.tell(notice);
    expect(listener).toHaveBeenCalledTimes(1);
    stopOther();
    listeners.tell(notice);
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
