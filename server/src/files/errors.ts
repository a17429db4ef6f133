import { defineErrors } from '../problem/index.ts';

export const fileErrors = defineErrors({
  file_too_large: {
    status: 413,
    message: (maxBytes: number) => `Cannot store file: it is larger than ${maxBytes} bytes`,
  },
  file_name_invalid: {
    status: 400,
    message: () =>
      'Cannot store file: the name is empty, too long, or has a slash, a backslash, control characters or direction overrides',
  },
  file_missing: {
    status: 400,
    message: () => 'Cannot store file: the form has no field "file" with a file in it',
  },
  file_content_missing: {
    status: 500,
    message: () => 'Cannot read file: its content is not in the store',
    fix: 'Restore the blobs folder of the data folder from a backup',
  },
});
