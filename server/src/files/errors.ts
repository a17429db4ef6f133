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
  file_content_expired: {
    status: 409,
    message: () =>
      'Cannot store file: its content was sent so long ago that it was thrown away; send it again',
  },
  upload_unknown: {
    status: 404,
    message: () =>
      'Cannot continue upload: there is none of this id; it may have been finished or be too old',
  },
  upload_unfinished: {
    status: 409,
    message: (has: number, wants: number) => `Cannot finish upload: ${has} of ${wants} bytes have come`,
  },
  upload_offset_wrong: {
    status: 409,
    message: () =>
      'Cannot continue upload: the bytes do not begin where the others end; ask for the offset with HEAD',
  },
  upload_invalid: {
    status: 400,
    message: (why: string) => `Cannot upload: the request is not of the tus protocol 1.0.0 (${why})`,
  },
  upload_failed: { status: 500, message: () => 'Cannot upload: the bytes could not be written' },
});
