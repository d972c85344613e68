import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const writes = 300;

/** How often a second this disk says that a page is safe: what every durable step that waits alone must wait for. */
export async function measureDisk(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-disk-'));
  const file = openSync(join(folder, 'pages'), 'w');
  const page = Buffer.alloc(4096);
  const begun = performance.now();
  for (let write = 0; write < writes; write += 1) {
    writeSync(file, page, 0, page.length, (write % 50) * page.length);
    fdatasyncSync(file);
  }
  const seconds = (performance.now() - begun) / 1000;
  closeSync(file);
  rmSync(folder, { recursive: true });
  return Math.round(writes / seconds);
}
