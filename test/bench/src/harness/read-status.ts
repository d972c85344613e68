const contentLength = /\r\nContent-Length: *(\d+)/i;

/** Status of the one answer that the bytes hold; nothing while it is not whole. Throws on what is no such answer. */
export function readStatus(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = contentLength.exec(head)?.[1];
  if (length === undefined)
    throw new Error(`Answered ${status} without Content-Length, which the load needs`);
  const end = headEnd + 4 + Number(length);
  if (bytes.length > end) throw new Error(`Answered ${bytes.length - end} bytes more than announced`);
  return bytes.length < end ? undefined : status;
}
