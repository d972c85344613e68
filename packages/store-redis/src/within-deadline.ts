/**
 * The outcome of a promise; without one in time, a rejection with what `late` gives. What has arrived but was not read
 * yet, because the process itself was busy, is in time.
 */
export function withinDeadline<T>(milliseconds: number, outcome: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(late())), milliseconds);
    outcome.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
