import { fileErrors } from './errors.ts';

/** The field "file" of a parsed form. Throws `file_missing` where it is something else. */
export function uploadedFile(value: unknown): File {
  const file = (value as { file?: unknown } | undefined)?.file;
  if (!(file instanceof File) || file.name === '') throw fileErrors.file_missing();
  return file;
}
