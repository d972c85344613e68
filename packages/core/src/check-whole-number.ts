/** @throws TypeError unless the option is a whole number in these bounds. */
export function checkWholeNumber(
  action: string,
  option: string,
  value: unknown,
  lowest: number,
  highest: number,
): void {
  if (Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest) return;
  throw new TypeError(
    `${action}: ${option} is ${String(value)}, must be a whole number from ${lowest} to ${highest}`,
  );
}
