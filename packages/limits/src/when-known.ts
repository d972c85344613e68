import { type Eventually, isPromiseLike } from '@portcullis/core';

/** Goes on with an answer, in the same tick where it is at hand. What `go` throws is not caught. */
export function whenKnown<T>(
  ask: () => Eventually<T>,
  go: (answer: T) => void,
  stop: (error: unknown) => void,
): void {
  let answer: Eventually<T>;
  try {
    answer = ask();
  } catch (error) {
    stop(error);
    return;
  }
  if (isPromiseLike(answer)) answer.then(go, stop);
  else go(answer);
}
