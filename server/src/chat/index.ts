export { type CompletionProcedure, completionProcedure } from './completion.ts';
export { chatErrors } from './errors.ts';
export { answerText, type FoldedAnswer, type FoldedEvent, foldAnswer } from './fold.ts';
export { type OpenaiNeeds, openaiRoutes } from './openai.ts';
export { withOpenaiError } from './openai-errors.ts';
export { runsOfOpenAnswers } from './retention.ts';
export { type ChatRouteNeeds, chatRoutes } from './routes.ts';
export { showRun } from './shown-events.ts';
export { type TurnNeeds, type TurnProcedure, turnProcedure } from './turn.ts';
