const starts = (bytes: Uint8Array, ...magic: readonly number[]): boolean =>
  magic.every((one, index) => bytes[index] === one);

const BY_ENDING: Readonly<Record<string, string>> = {
  csv: "text/csv",
  json: "application/json",
  log: "text/plain",
  md: "text/markdown",
  pdf: "application/pdf",
  svg: "image/svg+xml",
  txt: "text/plain",
};

/** What bytes are, by their first ones, else by the file's ending. */
export const mimetypeOf = (bytes: Uint8Array, name: string): string => {
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (starts(bytes, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(bytes, 0x47, 0x49, 0x46, 0x38)) return "image/gif";
  return BY_ENDING[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
};

/** Pixels of a PNG; 0 x 0 for everything else. */
export const sizeOf = (bytes: Uint8Array): { readonly width: number; readonly height: number } => {
  if (mimetypeOf(bytes, "") !== "image/png" || bytes.length < 24) return { width: 0, height: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
};
