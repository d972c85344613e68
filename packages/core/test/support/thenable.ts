type Then = (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void;

/** Something with a `then`, that is no promise and need not behave like one. */
export function thenable(then: Then): object {
  return Object.defineProperty({}, 'then', { value: then });
}
