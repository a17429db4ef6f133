// Kinds of documents by the end of their names. No parser is loaded for it.
import { extname } from 'node:path';
import { DOCUMENT_KINDS } from '../contract.ts';
import { knowledgeErrors } from '../errors.ts';

export type Kind = (typeof DOCUMENT_KINDS)[number];

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

export function endingsOf(kind: Kind): string[] {
  return ENDINGS[kind].split(/\s+/);
}

const BY_ENDING = new Map<string, Kind>(
  DOCUMENT_KINDS.flatMap((kind) => endingsOf(kind).map((ending) => [`.${ending}`, kind] as const)),
);

/** What a document is read as, told by its name. Throws `document_type_unsupported`. */
export function kindOf(name: string): Kind {
  const kind = BY_ENDING.get(extname(name).toLowerCase());
  if (!kind) throw knowledgeErrors.document_type_unsupported(name);
  return kind;
}

/** Whether documents of such a name are read at all. */
export const isReadable = (name: string): boolean => BY_ENDING.has(extname(name).toLowerCase());
