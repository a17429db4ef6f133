export { defineErrors, type ErrorEntry, isProblem, Problem } from './problem.ts';
