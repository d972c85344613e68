/**
 * Stops the start when there are problems: one line for each, which says the action and names what is wrong.
 *
 * @throws TypeError
 */
export function refuseProblems(action: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new TypeError(problems.map((problem) => `${action}: ${problem}`).join('\n'));
}
