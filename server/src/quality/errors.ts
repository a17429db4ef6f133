import { defineErrors } from '../problem/index.ts';

export const qualityErrors = defineErrors({
  set_limit_reached: {
    status: 409,
    message: (max: number) => `Cannot add question set: the base has ${max}, which is the most it may have`,
  },
  question_limit_reached: {
    status: 409,
    message: (max: number) => `Cannot add questions: a set has at most ${max}`,
  },
  expected_unknown: {
    status: 422,
    message: () => 'Cannot save question: a document that it expects is not in this base',
  },
  import_unreadable: {
    status: 422,
    message: (format: string) => `Cannot import questions: the text is no ${format} with questions in it`,
  },
  import_unfit: {
    status: 422,
    message: (count: number) => `Cannot import questions: ${count} rows do not fit; none was added`,
  },
  set_empty: {
    status: 409,
    message: () => 'Cannot measure: the set has no questions',
  },
});
