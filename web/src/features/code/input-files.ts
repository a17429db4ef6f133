/** A file that code is given: it lies in its folder under this name. */
export interface InputFile {
  name: string;
  size: number;
  contentBase64: string;
}

export const MAX_INPUT_FILES = 20;
export const MAX_INPUT_BYTES = 5_000_000;
const CHUNK = 0x8000;

export type InputFault = { kind: 'tooMany' } | { kind: 'tooLarge'; name: string };

/** Reads what somebody chose. A file of a name that is there already takes its place. */
export async function addInputs(
  files: readonly InputFile[],
  chosen: readonly File[],
): Promise<{ files: InputFile[]; fault: InputFault | null }> {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const file of chosen) {
    if (file.size > MAX_INPUT_BYTES)
      return { files: [...byName.values()], fault: { kind: 'tooLarge', name: file.name } };
    if (!byName.has(file.name) && byName.size >= MAX_INPUT_FILES)
      return { files: [...byName.values()], fault: { kind: 'tooMany' } };
    const contentBase64 = base64Of(new Uint8Array(await file.arrayBuffer()));
    byName.set(file.name, { name: file.name, size: file.size, contentBase64 });
  }
  return { files: [...byName.values()], fault: null };
}

/** In chunks: a call takes only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
