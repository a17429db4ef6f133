import { id, z } from '../http/contract.ts';

/**
 * supported    a passage that the sentence cites says it
 * miscited     another passage that was found says it (`better`)
 * uncited      it cites none, but a passage that was found says it (`better`)
 * unchecked    its passages are in another script, and nobody who reads both was asked
 * unsupported  none says it (`fault` tells why)
 */
export const CLAIM_STATES = ['supported', 'miscited', 'uncited', 'unchecked', 'unsupported'] as const;

/**
 * Why a sentence is not taken for supported: too few of its words are there; a number, a negation or a name differs;
 * it cites nothing; or a model says that the passage contradicts it, or does not say it.
 */
export const FAULTS = ['words', 'number', 'negation', 'name', 'uncited', 'contradicted', 'model'] as const;
export type Fault = (typeof FAULTS)[number];

/** Who judged: rules, or a model. */
export const JUDGES = ['rules', 'model'] as const;
export type Judge = (typeof JUDGES)[number];

/** A sentence of an answer. `start` and `end` are offsets into the answer's text. */
export const checkedClaimSchema = z
  .object({
    start: z.number().int(),
    end: z.number().int(),
    state: z.enum(CLAIM_STATES),
    fault: z.enum(FAULTS).nullable(),
    /** The n of each mark [n] that it rests on. */
    marks: z.array(z.number().int()),
    /** Marks that have nothing to do with it, or that name no passage. */
    wrong: z.array(z.number().int()),
    /** The mark that would be right. */
    better: z.number().int().nullable(),
    /** What it rests on: `start` and `end` are offsets into the document's text, `quote` are the words there. */
    spans: z.array(
      z.object({
        index: z.number().int(),
        start: z.number().int(),
        end: z.number().int(),
        quote: z.string(),
      }),
    ),
  })
  .openapi('CheckedClaim');
export type CheckedClaim = z.infer<typeof checkedClaimSchema>;
export type CitedSpan = CheckedClaim['spans'][number];

export const nearestDocumentSchema = z.object({
  baseId: id,
  documentId: id,
  documentName: z.string(),
  passageId: id,
});
export type NearestDocument = z.infer<typeof nearestDocumentSchema>;

/** What was searched for before an answer was given. */
export const questionPartSchema = z.object({
  type: z.literal('question'),
  asked: z.string(),
  /** The question as it stands without its conversation. */
  searched: z.string(),
  /** What a compound question is made of; empty for a plain one. */
  parts: z.array(z.string()),
  by: z.enum(JUDGES),
});
export type QuestionPart = z.infer<typeof questionPartSchema>;

/** Each sentence of the answer, held against what it cites. */
export const checkPartSchema = z.object({
  type: z.literal('check'),
  by: z.enum(JUDGES),
  claims: z.array(checkedClaimSchema),
});
export type CheckPart = z.infer<typeof checkPartSchema>;

/** Nothing supports an answer. `text` says so in the language of the question. */
export const unknownPartSchema = z.object({
  type: z.literal('unknown'),
  text: z.string(),
  searched: z.array(z.string()),
  nearest: z.array(nearestDocumentSchema),
});
export type UnknownPart = z.infer<typeof unknownPartSchema>;
