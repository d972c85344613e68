/** A variable of the environment that cannot be used. The message is the one line that the person who starts it reads. */
export class SettingError extends Error {
  /** `shown` is the value without its secret parts. */
  constructor(name: string, shown: string, need: string, cause?: unknown) {
    super(`Cannot use ${name}=${JSON.stringify(shown)}: ${need}`, { cause });
    this.name = 'SettingError';
  }
}
