import { XMLParser } from 'fast-xml-parser';
import { knowledgeErrors } from '../errors.ts';

export interface Xml {
  /** With its prefix, as it is written: "a:p". Text has none. */
  name: string;
  text: string;
  attributes: Record<string, string>;
  children: Xml[];
}

const TEXT = '#text';
const ATTRIBUTES = ':@';
const DOCTYPE = '<!DOCTYPE';
const ENTITY = '<!ENTITY';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

type Raw = Record<string, unknown>;

/** Parses a part. Throws `document_declares_entities` or `document_damaged`. */
export function readXml(text: string): Xml {
  refuseEntities(text);
  try {
    return { name: '', text: '', attributes: {}, children: (parser.parse(text) as Raw[]).map(nodeOf) };
  } catch {
    throw knowledgeErrors.document_damaged();
  }
}

/** Entities can expand without end, or name files of the machine; none of these formats needs its own. */
export function refuseEntities(text: string): void {
  if (text.includes(ENTITY)) throw knowledgeErrors.document_declares_entities();
}

/** Office Open XML has no document type at all (ECMA-376 part 2, 8.1.4), in whatever encoding it is written. */
export function refuseDoctype(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bigEndian = Buffer.from(DOCTYPE, 'utf16le').swap16();
  if (
    buffer.includes(DOCTYPE) ||
    buffer.includes(Buffer.from(DOCTYPE, 'utf16le')) ||
    buffer.includes(bigEndian)
  )
    throw knowledgeErrors.document_declares_entities();
}

function nodeOf(raw: Raw): Xml {
  const attributes = (raw[ATTRIBUTES] ?? {}) as Record<string, string>;
  const name = Object.keys(raw).find((key) => key !== ATTRIBUTES) ?? '';
  if (name === TEXT) return { name: '', text: String(raw[TEXT]), attributes, children: [] };
  return { name, text: '', attributes, children: ((raw[name] ?? []) as Raw[]).map(nodeOf) };
}

/** All elements of a name below a node, in the order of the document; those inside of one found are not looked for. */
export function findAll(node: Xml, ...names: string[]): Xml[] {
  return node.children.flatMap((child) =>
    names.includes(child.name) ? [child] : child.children.length > 0 ? findAll(child, ...names) : [],
  );
}

export const find = (node: Xml, name: string): Xml | undefined => findAll(node, name)[0];

export function textOf(node: Xml): string {
  return node.text + node.children.map(textOf).join('');
}
