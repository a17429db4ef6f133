import { defineErrors } from '../problem/index.ts';

export const knowledgeErrors = defineErrors({
  document_type_unsupported: {
    status: 415,
    message: (name: string) =>
      `Cannot read document: "${name.slice(0, 200)}" is of a kind that is not read; wanted PDF, Word, Excel, PowerPoint, EPUB, HTML, Markdown, CSV, JSON, source code or text`,
  },
  embedding_under_way: {
    status: 409,
    message: () =>
      'Cannot change model: the vectors of this base are being made; wait for their end or cancel it',
  },
  document_needs_vision: {
    status: 422,
    message: () =>
      'Cannot read document: it is a picture, or its pages are; connect a model that sees images, then try again',
  },
  document_too_many_pictures: {
    status: 422,
    message: (max: number) =>
      `Cannot read document: more than ${max} of its pages are pictures, which is the most that a model is shown`,
  },
  document_not_pdf: {
    status: 422,
    message: () => 'Cannot read document: it is named PDF and is none',
  },
  document_not_as_named: {
    status: 422,
    message: (kind: string) => `Cannot read document: it is named ${kind} and is none`,
  },
  document_unpacks_too_large: {
    status: 422,
    message: (maxBytes: number) =>
      `Cannot read document: it says that it unpacks to more than ${maxBytes} bytes, or to too many parts`,
  },
  document_declares_entities: {
    status: 422,
    message: () => 'Cannot read document: its XML declares entities, which could expand without end',
  },
  document_encrypted: {
    status: 422,
    message: () => 'Cannot read document: it is protected by a password',
  },
  document_damaged: {
    status: 422,
    message: () => 'Cannot read document: it is damaged',
  },
  document_not_text: {
    status: 422,
    message: () => 'Cannot read document: it is not text in any encoding that is known',
  },
  document_empty: {
    status: 422,
    message: () => 'Cannot read document: there is no text in it; a scanned page is a picture, not text',
  },
  document_too_complex: {
    status: 422,
    message: () => 'Cannot read document: reading it takes more memory or time than is allowed',
  },
  too_many_grants: {
    status: 409,
    message: (max: number) => `Cannot grant: ${max} people have a grant already; open it to the workspace`,
  },
  base_gone: {
    status: 404,
    message: () => 'Cannot add document: its knowledge base was deleted',
  },
  document_gone: {
    status: 404,
    message: () => 'Cannot add version: the document was deleted',
  },
  document_superseded: {
    status: 409,
    message: () => 'Cannot read document: a newer version came before this one was read',
  },
  document_cancelled: {
    status: 409,
    message: () => 'Cannot read document: it was cancelled',
  },
  document_not_failed: {
    status: 409,
    message: () => 'Cannot read document again: its newest version neither failed nor was cancelled',
  },
  document_version_unknown: {
    status: 404,
    message: (number: number) => `Cannot find version: the document has no version ${number}, or no longer`,
  },
  document_busy: {
    status: 409,
    message: () => 'Cannot change passages: the document is being read, or its newest version is not shown',
  },
  passages_unknown: {
    status: 404,
    message: () => 'Cannot change passages: the document has no passages of these numbers',
  },
  passage_edit_overlaps: {
    status: 409,
    message: () => 'Cannot change passages: some of them were changed together with others; undo that first',
  },
  document_too_long: {
    status: 422,
    message: (max: number) => `Cannot read document: it has more than ${max} characters`,
  },
});
