import { type Decision, decisions } from './decision.js';

/**
 * Hears every decision of every guard in this process, synchronously and before the answer. A listener that throws,
 * or whose promise rejects, causes a process warning and nothing else.
 *
 * @returns A function that ends the subscription.
 */
export function onDecision(listener: (decision: Decision) => unknown): () => void {
  const subscriber = (message: unknown) => {
    try {
      const result = listener(message as Decision);
      if (result instanceof Promise) result.catch(warn);
    } catch (error) {
      warn(error);
    }
  };
  decisions.subscribe(subscriber);
  return () => {
    decisions.unsubscribe(subscriber);
  };
}

function warn(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning('A listener of onDecision failed', { type: 'PortcullisWarning', detail });
}
