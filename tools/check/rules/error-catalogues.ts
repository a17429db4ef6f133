import { placeOf } from '../places.ts';
import { type Finding, findingAt, type Project, type Rule, type SourceFile } from '../project.ts';
import { dottedName, isNode, type Node, nodesOf, stringOf } from '../syntax.ts';

const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const MESSAGE_START = /^[A-Z]/;

type Entry = { file: SourceFile; node: Node; code: string };

/**
 * Each errors.ts of a slice exports a catalogue made by defineErrors(); codes are snake_case and unique
 * across the product; messages start with a capital and have no final stop.
 */
export const errorCatalogues: Rule = (project) => {
  const catalogues = sliceCatalogues(project);
  const entries = catalogues.flatMap(entriesOf);
  const findings = [
    ...catalogues.filter((file) => !exportsCatalogue(file)).map(noCatalogue),
    ...entries.filter(({ code }) => !SNAKE_CASE.test(code)).map(notSnakeCase),
    ...repeated(entries),
    ...entries.flatMap(messageFaults),
  ];
  return { findings, notes: [`error codes: ${entries.length}`] };
};

function sliceCatalogues({ files }: Project): SourceFile[] {
  return files.filter((file) => placeOf(file.path).kind === 'slice' && file.path.endsWith('/errors.ts'));
}

function catalogueCalls(file: SourceFile): Node[] {
  return nodesOf(file.ast, 'CallExpression').filter((call) => dottedName(call.callee) === 'defineErrors');
}

function exportsCatalogue(file: SourceFile): boolean {
  return nodesOf(file.ast, 'ExportNamedDeclaration').length > 0 && catalogueCalls(file).length > 0;
}

function entriesOf(file: SourceFile): Entry[] {
  return catalogueCalls(file).flatMap((call) => {
    const [catalogue] = call.arguments as Node[];
    const properties = (catalogue?.properties ?? []) as Node[];
    return properties.flatMap((node) => {
      const code = isNode(node.key) ? (stringOf(node.key) ?? dottedName(node.key)) : undefined;
      return code ? [{ file, node, code }] : [];
    });
  });
}

function noCatalogue(file: SourceFile): Finding {
  return {
    path: file.path,
    line: 1,
    message: 'Exports no catalogue: wanted export const ... = defineErrors({...})',
  };
}

function notSnakeCase({ file, node, code }: Entry): Finding {
  return findingAt(file, node, `Error code ${code} is not snake_case`);
}

function repeated(entries: Entry[]): Finding[] {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const earlier = first.get(entry.code);
    if (!earlier) first.set(entry.code, entry);
    if (!earlier) return [];
    return [findingAt(entry.file, entry.node, `Error code ${entry.code} is taken by ${earlier.file.path}`)];
  });
}

function messageFaults({ file, node }: Entry): Finding[] {
  const entry = isNode(node.value) ? node.value : node;
  const properties = ((entry.properties ?? []) as Node[]).filter(({ key }) => dottedName(key) === 'message');
  const [message] = properties.map(({ value }) => (isNode(value) ? messageText(value) : undefined));
  if (message === undefined) return [];
  const isGood = MESSAGE_START.test(message) && !/\.$/.test(message);
  return isGood
    ? []
    : [findingAt(file, node, `Error message "${message}": wanted a capital and no final stop`)];
}

/** The text of `() => 'text'` or of a template, its holes as {}. */
function messageText(value: Node): string | undefined {
  const body = isNode(value.body) ? value.body : value;
  if (body.type !== 'TemplateLiteral') return stringOf(body);
  const quasis = body.quasis as { value: { cooked: string } }[];
  return quasis
    .map((quasi) => quasi.value.cooked)
    .join('{}')
    .replace(/^\{\}/, 'X');
}
