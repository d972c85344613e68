import { reasonOf } from '@portcullis/store/engine';

/**
 * Loads a driver when it is needed and not before: an app installs only its own.
 *
 * @param instead What the app may give in place of a driver.
 * @throws Error with one clear line.
 */
export async function loadDriver<T>(name: string, load: () => Promise<T>, instead: string): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const trouble =
      code === 'ERR_MODULE_NOT_FOUND'
        ? `is missing; install it, or give ${instead}`
        : `does not load: ${reasonOf(cause)}`;
    throw new Error(`Cannot open store: the package ${name} ${trouble}`, { cause });
  }
}
