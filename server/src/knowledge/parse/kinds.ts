// Kinds of documents by the end of their names. No parser is loaded for it.
import { extname } from 'node:path';
import { knowledgeErrors } from '../errors.ts';

export const KINDS = [
  'pdf',
  'docx',
  'xlsx',
  'pptx',
  'epub',
  'html',
  'markdown',
  'csv',
  'text',
  'code',
  'image',
] as const;
export type Kind = (typeof KINDS)[number];

const CODE = `json jsonl ndjson yaml yml toml xml ini cfg conf properties ipynb diff patch
  ts tsx mts js jsx mjs cjs css scss vue svelte py java kt kts scala go rs c h cc cpp hpp cs swift m dart zig
  rb php pl lua r jl sh bash ps1 bat sql graphql proto ex exs erl hs clj tf gradle`;

const ENDINGS: Record<Kind, string> = {
  pdf: 'pdf',
  docx: 'docx docm dotx',
  xlsx: 'xlsx xlsm',
  pptx: 'pptx pptm ppsx',
  epub: 'epub',
  html: 'html htm xhtml',
  markdown: 'md markdown mdx',
  csv: 'csv tsv',
  text: 'txt text log rst adoc org tex srt vtt eml',
  code: CODE,
  image: 'png jpg jpeg webp gif bmp',
};

const BY_ENDING = new Map<string, Kind>(
  KINDS.flatMap((kind) => ENDINGS[kind].split(/\s+/).map((ending) => [`.${ending}`, kind] as const)),
);

/** What a document is read as, told by its name. Throws `document_type_unsupported`. */
export function kindOf(name: string): Kind {
  const kind = BY_ENDING.get(extname(name).toLowerCase());
  if (!kind) throw knowledgeErrors.document_type_unsupported(name);
  return kind;
}

/** Whether documents of such a name are read at all. */
export const isReadable = (name: string): boolean => BY_ENDING.has(extname(name).toLowerCase());
