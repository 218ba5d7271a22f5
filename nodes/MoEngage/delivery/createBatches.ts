import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import { computeBatchKey, measureEntry, measureEmptyBatch } from './compose';
import type { TimeSlice } from './timeSlice';
import type { Batch } from './readyQueue';

/** A pool that further records may join. */
interface OpenBatch extends Batch {
	bytes: number;
}

export interface BatchRules {
	endpoint: Endpoint;
	/** At most so many records a request; the endpoint's own number is the largest. */
	size: number;
	/** For endpoints whose requests carry an id of their own. */
	requestId?: string;
}

/**
 * Spreads records over as few requests as the endpoint's pool size and body size allow, and notes
 * which of them must be settled before which. Records that are too large for any request must have
 * been sorted out before.
 */
export const createBatches = async (
	{ endpoint, size, requestId }: BatchRules,
	records: Iterable<MoEngageRecord>,
	timeSlice: TimeSlice,
): Promise<Batch[]> => {
	const batches: Batch[] = [];
	/** By envelope, the pool that is being filled. */
	const open = new Map<string, OpenBatch>();
	/** By envelope, the bytes that each of its requests has beside the list. */
	const envelopes = new Map<string, number>();
	/** By subject, the last pool that concerns it. */
	const lastOf = new Map<string, Batch>();
	const mostRecords = endpoint.batch === undefined ? 1 : Math.min(size, endpoint.batch.size);

	const start = (record: MoEngageRecord): Batch => {
		const place = batches.length;
		const batch: Batch = { records: [record], place, predecessors: 0 };
		batches.push(batch);
		return batch;
	};

	/** A later record of a subject is not sent earlier, nor in the same list where that has no order. */
	const isInOrder = (subject: string, { place }: Batch): boolean => {
		const last = lastOf.get(subject)?.place ?? -1;
		return last < place || (last === place && endpoint.batch?.isUnordered !== true);
	};

	const canJoin = (batch: OpenBatch, record: MoEngageRecord, bytes: number): boolean =>
		batch.records.length < mostRecords &&
		batch.bytes + bytes < endpoint.maxBytes &&
		record.orderingKeys.every((subject) => isInOrder(subject, batch));

	const join = (record: MoEngageRecord): Batch => {
		const batchKey = computeBatchKey(record);
		const bytes = measureEntry(record);
		const current = open.get(batchKey);
		if (current !== undefined && canJoin(current, record, bytes)) {
			current.records.push(record);
			current.bytes += bytes;
			return current;
		}
		const around = envelopes.get(batchKey) ?? measureEmptyBatch(endpoint, record, requestId);
		envelopes.set(batchKey, around);
		const fresh = Object.assign(start(record), { bytes: around + bytes });
		open.set(batchKey, fresh);
		return fresh;
	};

	for (const record of records) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		const batch = mostRecords === 1 ? start(record) : join(record);
		for (const subject of record.orderingKeys) {
			const before = lastOf.get(subject);
			lastOf.set(subject, batch);
			if (before === undefined || before === batch || before.successors?.at(-1) === batch) continue;
			(before.successors ??= []).push(batch);
			batch.predecessors += 1;
		}
	}
	return batches;
};
