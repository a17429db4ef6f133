// Passages, filters and targets between the engine's types and those of `proto/agenticgen/search/v1`.
import type { Attributes, CollectionOptions, Filter, Passage, StoredPassage } from '@agenticgen/search';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  Filter as FilterMessage,
  FilterSchema,
  Passage as PassageMessage,
  PassageSchema,
  Target as TargetMessage,
  TargetSchema,
  Value as ValueMessage,
  ValueSchema,
  Vector as VectorMessage,
} from './generated/agenticgen/search/v1/search_pb.ts';

type Scalar = string | number;

export const toVector = (vector: Float32Array) => ({ values: Array.from(vector) });
export const fromVector = ({ values }: VectorMessage): Float32Array => Float32Array.from(values);

const toValue = (value: Scalar): MessageInitShape<typeof ValueSchema> => ({
  kind: typeof value === 'string' ? { case: 'text', value } : { case: 'number', value },
});
const fromValue = ({ kind }: ValueMessage): Scalar => kind.value ?? '';

export function toTarget(
  name: string,
  { vectors, metric, index }: CollectionOptions,
): MessageInitShape<typeof TargetSchema> {
  return { name, ...given({ vectors, metric, index }) };
}

export function fromTarget(target: TargetMessage | undefined): { name: string; options: CollectionOptions } {
  const { name = '', vectors, metric, index } = target ?? {};
  const { recall, precision, connectivity, expansionAdd, expansionSearch } = index ?? {};
  const tuned = given({ recall, precision, connectivity, expansionAdd, expansionSearch });
  // What does not fit is refused by the engine itself, with its code.
  return { name, options: given({ vectors, metric, index: index && tuned }) as CollectionOptions };
}

export function toPassage(passage: Passage | StoredPassage): MessageInitShape<typeof PassageSchema> {
  const { id, documentId, text, heading, parentId, at, attributes = {} } = passage;
  const { vector, role } = passage as Passage;
  return {
    id,
    documentId,
    text,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, toValue(value)])),
    ...given({ heading, parentId, role, atMs: at, vector: vector && toVector(vector) }),
  };
}

function attributesOf({ attributes }: PassageMessage): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromValue(value)]));
}

export function fromPassage(passage: PassageMessage): Passage {
  const { role, vector } = passage;
  return {
    ...fromStored(passage),
    ...given({ role: role as Passage['role'], vector: vector && fromVector(vector) }),
  };
}

export function fromStored(passage: PassageMessage): StoredPassage {
  const { id, documentId, text, heading, parentId, atMs } = passage;
  return {
    id,
    documentId,
    text,
    attributes: attributesOf(passage),
    ...given({ heading, parentId, at: atMs }),
  };
}

export function toFilter({
  documentIds,
  exceptDocumentIds,
  where,
}: Filter): MessageInitShape<typeof FilterSchema> {
  const conditions = Object.entries(where ?? {}).map(
    ([name, values]) => [name, { values: [values].flat().map(toValue) }] as const,
  );
  return {
    byDocument: documentIds !== undefined,
    documentIds: documentIds ?? [],
    exceptDocumentIds: exceptDocumentIds ?? [],
    where: Object.fromEntries(conditions),
  };
}

export function fromFilter(filter: FilterMessage | undefined): Filter {
  if (!filter) return {};
  const conditions = Object.entries(filter.where).map(
    ([name, { values }]) => [name, values.map(fromValue)] as const,
  );
  return {
    ...(filter.byDocument ? { documentIds: filter.documentIds } : {}),
    ...(filter.exceptDocumentIds.length > 0 ? { exceptDocumentIds: filter.exceptDocumentIds } : {}),
    ...(conditions.length > 0 ? { where: Object.fromEntries(conditions) } : {}),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only what is there: a field that is `undefined` is none on the wire. */
export function given<T extends object>(parts: T): Given<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Given<T>;
}
