import type { RevocationNotice } from './revocation-view.js';

type NoticeListener = (notice: RevocationNotice) => void;

/** Those who want to hear of the notices that this instance made. */
export class NoticeListeners {
  readonly #listeners = new Set<NoticeListener>();

  /** Returns how to stop. */
  add(listener: NoticeListener): () => void {
    const own: NoticeListener = (notice) => listener(notice);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** The change is made: a listener that throws takes nothing back, it is a warning. */
  tell(notice: RevocationNotice): void {
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch (error) {
        process.emitWarning(`A listener for revocation notices threw: ${String(error)}`, 'PortcullisWarning');
      }
    }
  }
}
