import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRecord } from '../../api/record';
import type { TimeSlice } from '../time';
import type { BatchOptions } from '../types';
import { composeBody, computeBatchKey, LONGEST_SUFFIX } from './composeRequest';
import type { Batch } from './readyQueue';

/** The most bytes that a looked-up state adds to a body. */
const BYTES_FOR_STATE = 64;

const countBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '');

/** The bytes of the record's request while its list is empty; MoEngage counts UTF-8. */
const measureEmptyBatch = (
	endpoint: Endpoint,
	{ body, state }: MoEngageRecord,
	requestId?: string,
): number => {
	const numbered = requestId === undefined ? undefined : requestId + LONGEST_SUFFIX;
	const bytes = countBytes(composeBody(endpoint, body, [], numbered));
	return bytes + (state?.lookUp === undefined ? 0 : BYTES_FOR_STATE);
};

const measureEntry = (entry: MoEngageRecord['entry']): number =>
	entry === undefined ? 0 : countBytes(entry) + ','.length;

/** The bytes that a record adds to the list of its request if its prerequisite goes along. */
const measureEntries = ({ prerequisite, entry }: MoEngageRecord): number =>
	measureEntry(prerequisite?.entry) + measureEntry(entry);

/** The bytes of a request that carries this record alone. */
export const measureAlone = (
	endpoint: Endpoint,
	record: MoEngageRecord,
	requestId?: string,
): number => measureEmptyBatch(endpoint, record, requestId) + measureEntries(record);

interface OpenBatch extends Batch {
	bytes: number;
}

/**
 * Spreads records over as few requests as the endpoint's batch size and body size allow, and notes
 * which of them must be settled before which. Records that are too large for any request must have
 * been sorted out before.
 */
export const createBatches = async (
	{ endpoint, batchSize, requestId }: BatchOptions,
	records: Iterable<MoEngageRecord>,
	timeSlice: Pick<TimeSlice, 'isOver' | 'yieldToEventLoop'>,
): Promise<Batch[]> => {
	const batches: Batch[] = [];
	/** By batch key, the batch that is being filled. */
	const open = new Map<string, OpenBatch>();
	/** By ordering key, the last batch that has it. */
	const lastOf = new Map<string, Batch>();
	const maxRecords = endpoint.batch === undefined ? 1 : Math.min(batchSize, endpoint.batch.size);

	const start = (record: MoEngageRecord): Batch => {
		const batch: Batch = { records: [record], index: batches.length, predecessors: 0 };
		batches.push(batch);
		return batch;
	};

	/** A later record of a key is not sent earlier, nor in the same list where that has no order. */
	const isInOrder = (orderingKey: string, { index }: Batch): boolean => {
		const last = lastOf.get(orderingKey)?.index ?? -1;
		return last < index || (last === index && endpoint.batch?.isUnordered !== true);
	};

	const canJoin = (batch: OpenBatch, record: MoEngageRecord, bytes: number): boolean =>
		batch.records.length < maxRecords &&
		batch.records[0]?.send === record.send &&
		batch.bytes + bytes < endpoint.maxBytes &&
		record.orderingKeys.every((orderingKey) => isInOrder(orderingKey, batch));

	const join = (record: MoEngageRecord): Batch => {
		const batchKey = computeBatchKey(record);
		const bytes = measureEntries(record);
		const batch = open.get(batchKey);
		if (batch !== undefined && canJoin(batch, record, bytes)) {
			batch.records.push(record);
			batch.bytes += bytes;
			return batch;
		}
		const empty = measureEmptyBatch(endpoint, record, requestId);
		const fresh = Object.assign(start(record), { bytes: empty + bytes });
		open.set(batchKey, fresh);
		return fresh;
	};

	for (const record of records) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		const batch = maxRecords === 1 ? start(record) : join(record);
		for (const orderingKey of record.orderingKeys) {
			const before = lastOf.get(orderingKey);
			lastOf.set(orderingKey, batch);
			if (before === undefined || before === batch || before.successors?.at(-1) === batch) continue;
			(before.successors ??= []).push(batch);
			batch.predecessors += 1;
		}
	}
	return batches;
};
