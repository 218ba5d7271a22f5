import type { MoEngageRecord } from '../api/record';
import type { PartResult } from './bisection';

/** The records of one request. */
export type Part = readonly [MoEngageRecord, ...MoEngageRecord[]];

export const isPart = (records: readonly MoEngageRecord[]): records is Part => records.length > 0;

/** A part that MoEngage rejected, and how to divide it; without that, all of it is refused. */
export interface RejectedPart extends Extract<PartResult, { kind: 'rejected' }> {
	divideBy?: 'halves' | 'bisection';
}

/** How a part is divided, by whose fault its rejection is. */
export const DIVIDE_BY = { someRecords: 'bisection', size: 'halves', record: undefined } as const;
