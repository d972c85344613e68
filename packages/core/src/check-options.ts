/**
 * Refuses what is not an options object, and any name that is not known: a mistyped option must stop the start,
 * not be ignored.
 *
 * @param action What fails, for the message: `Cannot create bearer middleware`.
 * @throws TypeError
 */
export function checkOptions(action: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${action}: options must be an object`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new TypeError(`${action}: unknown option ${JSON.stringify(name)}; known are ${known.join(', ')}`);
    }
  }
}
