/** Work that is done some time after it was asked for, once for many askings. */
export interface DelayedWork {
  /** Does it within the delay. Where it fails, it is done again after another delay. */
  soon(): void;
  /** Does it now. Rejects as the work does. */
  now(): Promise<void>;
  /** Does it for the last time; `soon()` has no effect any more. */
  close(): Promise<void>;
}

/** One run after the other, so that whoever waits for the last has waited for all. The delay keeps no process alive. */
export function createDelayedWork(work: () => Promise<void>, delayMs: number): DelayedWork {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  function soon(): void {
    if (timer !== undefined || isClosed) return;
    timer = setTimeout(() => {
      timer = undefined;
      now().catch(soon);
    }, delayMs);
    timer.unref();
  }

  function now(): Promise<void> {
    running = running.catch(() => {}).then(work);
    return running;
  }

  return {
    soon,
    now,
    close() {
      isClosed = true;
      clearTimeout(timer);
      return now();
    },
  };
}
