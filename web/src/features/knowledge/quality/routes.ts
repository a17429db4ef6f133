/** The routes of question sets, by their names. */
export const SETS = 'GET /api/v1/knowledge/bases/{id}/question-sets';
export const SET = 'GET /api/v1/knowledge/bases/{id}/question-sets/{setId}';
export const QUESTIONS = 'GET /api/v1/knowledge/bases/{id}/question-sets/{setId}/questions';
export const EVALUATIONS = 'GET /api/v1/knowledge/bases/{id}/question-sets/{setId}/evaluations';
export const RESULTS =
  'GET /api/v1/knowledge/bases/{id}/question-sets/{setId}/evaluations/{evaluationId}/results';

/** What adding and changing questions changes. */
export const TOUCHED = [SETS, SET, QUESTIONS] as const;

export interface SetParams {
  id: string;
  setId: string;
}
