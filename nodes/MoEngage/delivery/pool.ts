import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import { describeEnvelope, measureElement, measureEnvelope } from './compose';
import type { Stretch } from './giveWay';
import type { Pool } from './line';

/** A pool that further records may join. */
interface OpenPool extends Pool {
	bytes: number;
}

export interface PoolRules {
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
export const poolRecords = async (
	{ endpoint, size, requestId }: PoolRules,
	records: Iterable<MoEngageRecord>,
	stretch: Stretch,
): Promise<Pool[]> => {
	const pools: Pool[] = [];
	/** By envelope, the pool that is being filled. */
	const open = new Map<string, OpenPool>();
	/** By envelope, the bytes that each of its requests has beside the list. */
	const envelopes = new Map<string, number>();
	/** By subject, the last pool that concerns it. */
	const lastOf = new Map<string, Pool>();
	const mostRecords = endpoint.pool === undefined ? 1 : Math.min(size, endpoint.pool.size);

	const start = (record: MoEngageRecord): Pool => {
		const place = pools.length;
		const pool: Pool = { records: [record], place, predecessors: 0 };
		pools.push(pool);
		return pool;
	};

	/** A later record of a subject is not sent earlier, nor in the same list where that has no order. */
	const isInOrder = (subject: string, { place }: Pool): boolean => {
		const last = lastOf.get(subject)?.place ?? -1;
		return last < place || (last === place && endpoint.pool?.isUnordered !== true);
	};

	const canJoin = (pool: OpenPool, record: MoEngageRecord, bytes: number): boolean =>
		pool.records.length < mostRecords &&
		pool.bytes + bytes < endpoint.maxBytes &&
		record.subjects.every((subject) => isInOrder(subject, pool));

	const join = (record: MoEngageRecord): Pool => {
		const envelope = describeEnvelope(record);
		const bytes = measureElement(record);
		const current = open.get(envelope);
		if (current !== undefined && canJoin(current, record, bytes)) {
			current.records.push(record);
			current.bytes += bytes;
			return current;
		}
		const around = envelopes.get(envelope) ?? measureEnvelope(endpoint, record, requestId);
		envelopes.set(envelope, around);
		const fresh = Object.assign(start(record), { bytes: around + bytes });
		open.set(envelope, fresh);
		return fresh;
	};

	for (const record of records) {
		if (stretch.isOver) await stretch.giveWay();
		const pool = mostRecords === 1 ? start(record) : join(record);
		for (const subject of record.subjects) {
			const before = lastOf.get(subject);
			lastOf.set(subject, pool);
			if (before === undefined || before === pool || before.successors?.at(-1) === pool) continue;
			(before.successors ??= []).push(pool);
			pool.predecessors += 1;
		}
	}
	return pools;
};
