import { posix } from 'node:path';
import type { Archive } from './archive.ts';
import { openOffice } from './office.ts';
import { type Section, tidy } from './parsed.ts';
import { find, findAll, readXml, textOf, type Xml } from './xml.ts';

const PRESENTATION = 'ppt/presentation.xml';
const TITLES = ['title', 'ctrTitle'];
/** Numbers, dates and the like that stand on each slide. */
const FURNITURE = ['sldNum', 'dt', 'ftr', 'hdr', 'sldImg'];

/** PowerPoint: a section for each slide in the order that they are shown, with its notes; `page` is its number. */
export async function pptxSections(bytes: Uint8Array): Promise<Section[]> {
  const archive = openOffice(bytes, 'PPTX', 'ppt/');
  const targets = relationsOf(archive, PRESENTATION);
  const slides = findAll(readXml(archive.text(PRESENTATION)), 'p:sldId').flatMap(({ attributes }) => {
    const target = targets.get(attributes['r:id'] ?? '');
    return target ? [target.path] : [];
  });
  return slides.map((path, index) => slideSection(archive, path, index + 1));
}

function slideSection(archive: Archive, path: string, page: number): Section {
  const shapes = findAll(readXml(archive.text(path)), 'p:sp', 'p:graphicFrame');
  const isTitle = (shape: Xml) => TITLES.includes(placeholderOf(shape));
  const title = shapes.filter(isTitle).map(shapeText).join(' ');
  const notes = [...relationsOf(archive, path).values()]
    .filter(({ type }) => type.endsWith('/notesSlide'))
    .flatMap((relation) => findAll(readXml(archive.text(relation.path)), 'p:sp'));
  const text = [...shapes.filter(isTitle), ...shapes.filter((shape) => !isTitle(shape)), ...notes]
    .map(shapeText)
    .join('\n');
  return { text: tidy(text), heading: tidy(title).replaceAll('\n', ' ') || null, page };
}

const placeholderOf = (shape: Xml): string => {
  const placeholder = find(shape, 'p:ph');
  return placeholder ? (placeholder.attributes.type ?? 'body') : '';
};

function shapeText(shape: Xml): string {
  if (FURNITURE.includes(placeholderOf(shape))) return '';
  const rows = findAll(shape, 'a:tr').map((row) => findAll(row, 'a:tc').map(paragraphs).join(' | '));
  return rows.length > 0 ? rows.join('\n') : paragraphs(shape);
}

function paragraphs(node: Xml): string {
  const line = (paragraph: Xml) =>
    findAll(paragraph, 'a:t', 'a:br')
      .map((part) => (part.name === 'a:br' ? '\n' : textOf(part)))
      .join('');
  return findAll(node, 'a:p').map(line).join('\n');
}

interface Relation {
  type: string;
  path: string;
}

/** What a part points at, by the ids that it uses (ECMA-376 part 2, 9.3). */
function relationsOf(archive: Archive, part: string): Map<string, Relation> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
  if (!archive.names.includes(name)) return new Map();
  return new Map(
    findAll(readXml(archive.text(name)), 'Relationship').map(({ attributes }) => {
      const { Id = '', Type = '', Target = '' } = attributes;
      const path = Target.startsWith('/') ? Target.slice(1) : posix.join(posix.dirname(part), Target);
      return [Id, { type: Type, path }];
    }),
  );
}
