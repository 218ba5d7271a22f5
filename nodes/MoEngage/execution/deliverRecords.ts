import type { Connection } from '../api/connection';
import type { MoEngageRecord } from '../api/record';
import { deliver, DeliveryStats, type Outcome } from '../delivery';
import { AlreadySent } from './alreadySent';
import { toRequestIdStem, type Gathered } from './gatherRecords';
import { toOwnOutcome, type ItemOutcomes } from './itemOutcomes';
import type { Run } from './prepareRun';
import { logProgress, writeProgress } from './summary';

/**
 * Sends the records of all workspaces, which are delivered to side by side.
 *
 * @param gathered Is emptied, so that what has been sent can be forgotten
 * @param outcomes Is told what becomes of each record
 */
export const deliverRecords = async (
	{ context, continues, operation: { endpoint }, options, signal, timeSlice }: Run,
	gathered: Gathered,
	outcomes: ItemOutcomes,
): Promise<DeliveryStats> => {
	const stats = new DeliveryStats();
	const alreadySent = new AlreadySent(context, endpoint);
	const stopping = new AbortController();

	/** @param outcome About this record alone, where several shared the answer */
	const settleOwn = (record: MoEngageRecord, outcome: Outcome) => {
		outcomes.settle(record, outcome);
		alreadySent.note(record, outcome);
		if (!continues && outcome.kind !== 'accepted') stopping.abort();
	};

	/** The records of one workspace that are yet to be sent. */
	const sortOut = async (
		{ workspace }: Connection,
		records: MoEngageRecord[],
	): Promise<MoEngageRecord[]> => {
		for (const record of records) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			outcomes.expect(record);
		}
		const settled = await alreadySent.find(workspace, records, timeSlice);
		for (const [record, outcome] of settled) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			settleOwn(record, outcome);
		}
		return settled.size === 0 ? records : records.filter((record) => !settled.has(record));
	};

	const deliveryOptions = {
		...options,
		endpoint,
		concurrency: Math.ceil(options.concurrency / Math.max(1, gathered.size)),
		knownStates: alreadySent.knownStates,
		settle: (record: MoEngageRecord, outcome: Outcome) =>
			settleOwn(record, toOwnOutcome(record, outcome)),
		stats,
		timeSlice,
		signal: AbortSignal.any([signal, stopping.signal]),
	};
	// One workspace after the other, because equal records are told apart by their order.
	for (const [connection, records] of gathered) {
		gathered.set(connection, await sortOut(connection, records));
	}
	const deliveries = [...gathered].map(async ([connection, records], index, { length }) => {
		const requestId = toRequestIdStem(options.requestId, index, length);
		await deliver(connection, records, { ...deliveryOptions, requestId });
	});
	gathered.clear();
	const delivering = Promise.all(deliveries);
	// An error that nobody has foreseen ends the other deliveries as well.
	delivering.catch(() => stopping.abort());
	await logProgress(context, stats, delivering);
	if (signal.aborted) context.logger.info(writeProgress(stats));
	return stats;
};
