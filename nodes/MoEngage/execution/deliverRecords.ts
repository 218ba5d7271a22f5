import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../api/connection';
import type { MoEngageRecord } from '../api/record';
import {
	deliver,
	DeliveryStats,
	ExecutionLimit,
	findRateLimiter,
	CircuitBreaker,
	ReadyQueue,
	createBatches,
	TimeSlice,
	systemClock,
	type Outcome,
} from '../delivery';
import type { Gathered } from './gatherRecords';
import { ItemOutcomes, toOwnOutcome } from './itemOutcomes';
import type { Run } from './prepareRun';
import { logProgress, writeProgress } from './progress';
import { AlreadySent } from './alreadySent';

/** What became of a run. */
export interface Delivered {
	outcomes: ItemOutcomes;
	report: DeliveryStats;
}

/** Retries when no server answers and somebody runs the workflow by hand, who hears of it soon. */
const MAX_RETRIES_WATCHED = 1;

/**
 * Sends the records of all workspaces.
 *
 * @param stopsOnSetback Whether nothing more is sent once an item could not be sent
 */
export const deliverRecords = async (
	context: IExecuteFunctions,
	{ operation, options, signal }: Run,
	gathered: Gathered,
	stopsOnSetback: boolean,
): Promise<Delivered> => {
	const { endpoint } = operation;
	const outcomes = new ItemOutcomes();
	const report = new DeliveryStats();
	const alreadySent = new AlreadySent(context);
	const stopping = new AbortController();
	const timeSlice = new TimeSlice(signal);
	const isWatched = context.getMode() === 'manual';

	/** @param outcome About this record alone, where several shared the answer */
	const settleOwn = (record: MoEngageRecord, outcome: Outcome) => {
		outcomes.settle(record, outcome);
		alreadySent.note(record, outcome);
		if (stopsOnSetback && outcome.kind !== 'accepted') stopping.abort();
	};

	const settle = (record: MoEngageRecord, outcome: Outcome) =>
		settleOwn(record, toOwnOutcome(record, outcome));

	/** The records of one workspace that are yet to be sent. */
	const sortOut = async (records: MoEngageRecord[]): Promise<MoEngageRecord[]> => {
		for (const record of records) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			outcomes.expect(record);
		}
		const settled = alreadySent.find(records);
		for (const [record, outcome] of settled) settleOwn(record, outcome);
		return settled.size === 0 ? records : records.filter((record) => !settled.has(record));
	};

	const fillLine = async (records: MoEngageRecord[]): Promise<ReadyQueue> => {
		const rules = { endpoint, size: options.batchSize, requestId: options.requestId };
		return new ReadyQueue(await createBatches(rules, await sortOut(records), timeSlice));
	};

	// The workspaces are delivered to side by side.
	const concurrency = Math.ceil(options.concurrency / Math.max(1, gathered.size));

	const deliverTo = async ({ workspace, send }: Connection, line: ReadyQueue): Promise<void> => {
		const { maxRetries, maxWait, perMinute, repeatUnclear, requestId } = options;
		const rules = {
			maxRetries,
			maxWait,
			repeatsAmbiguous: endpoint.idempotent || repeatUnclear,
			maxRetriesUnreached: isWatched ? MAX_RETRIES_WATCHED : undefined,
		};
		report.planned += line.length;
		await deliver(
			line,
			{
				send,
				findLimiter: (limited) => findRateLimiter(workspace, limited),
				rules,
				timeout: options.timeout,
				executionLimit:
					perMinute === undefined ? undefined : new ExecutionLimit(perMinute, systemClock),
				circuitBreaker: new CircuitBreaker(systemClock, rules),
				report,
				timeSlice,
				clock: systemClock,
				signal: AbortSignal.any([signal, stopping.signal]),
			},
			{ endpoint, concurrency, requestId, settle },
		);
	};

	const lines = await Promise.all(
		[...gathered].map(async ([connection, records]) => ({
			connection,
			line: await fillLine(records),
		})),
	);
	// From here on only the lines hold the records, and they forget what has been sent.
	gathered.clear();
	const findWait = () =>
		Math.max(
			0,
			...lines.map(({ connection: { workspace } }) =>
				findRateLimiter(workspace, endpoint).timeUntilQuota(),
			),
		);
	const delivering = lines.map(async ({ connection, line }) => await deliverTo(connection, line));
	await logProgress(context, report, findWait, Promise.all(delivering));
	if (signal.aborted) context.logger.info(writeProgress(report, 0));
	return { outcomes, report };
};
