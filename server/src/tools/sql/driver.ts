import type { AdmittedSql } from './admit-sql.ts';

export type Cell = string | number | boolean | null;

export interface SqlRows {
  columns: string[];
  rows: Cell[][];
  /** There was more than the limits allow. */
  isCut: boolean;
}

export interface SqlLimits {
  rows: number;
  /** Of the cells that are kept, in characters. */
  characters: number;
  timeoutMs: number;
}

/** What one connection is asked. Text of ours is not a person's and has not been through `admitSql`. */
export interface SqlQuestion {
  sql: AdmittedSql;
  isOurs?: boolean;
  limits: SqlLimits;
  signal: AbortSignal;
}

/** Of all that comes over the wire, rows that are left out included. */
export const MAX_WIRE_BYTES = 64 * 1024 * 1024;
export const CONNECT_TIMEOUT_MS = 10_000;
/** A single cell may be a book. */
const MAX_CELL_LENGTH = 10_000;

/** Keeps rows until a limit is met. */
export function rowBasket({ rows: maxRows, characters }: SqlLimits) {
  const kept: Cell[][] = [];
  let length = 0;
  let isCut = false;
  return {
    kept,
    get isCut() {
      return isCut;
    },
    /** False once there is no room: the row is not kept. */
    add(values: readonly unknown[]): boolean {
      const row = values.map(cellOf);
      length += row.reduce<number>((sum, cell) => sum + String(cell).length, 0);
      isCut ||= kept.length >= maxRows || length > characters;
      if (!isCut) kept.push(row);
      return !isCut;
    },
  };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return shortened(value);
  if (value instanceof Uint8Array) return shortened(`0x${hexOf(value)}`);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return shortened(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, MAX_CELL_LENGTH)).toString('hex');

const shortened = (text: string) =>
  text.length > MAX_CELL_LENGTH ? `${text.slice(0, MAX_CELL_LENGTH)}…[${text.length} characters]` : text;
