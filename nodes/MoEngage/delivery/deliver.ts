import type { Connection } from '../api/connection';
import type { MoEngageRecord } from '../api/record';
import { Bisection } from './batch/bisect';
import { createRequestIds } from './batch/composeRequest';
import { createBatches } from './batch/createBatches';
import { ReadyQueue, type Batch } from './batch/readyQueue';
import { BatchSender } from './batch/sendBatch';
import { RequestSender } from './send/requestSender';
import type { DeliveryOptions } from './types';

/**
 * Sends a batch, and divides it if it is rejected. All its records are settled in the end, unless the
 * run is stopped or cancelled meanwhile.
 */
const deliverBatch = async (records: MoEngageRecord[], sender: BatchSender): Promise<void> => {
	const rejection = await sender.send(records);
	if (rejection === undefined) return;
	const { failure, scope, tracker, sampling } = rejection;
	if (records.length === 1 || scope === 'record') {
		sender.fail(records, failure);
	} else if (scope === 'size') {
		const middle = Math.ceil(records.length / 2);
		await deliverBatch(records.slice(0, middle), sender);
		await deliverBatch(records.slice(middle), sender);
	} else {
		await new Bisection(records, sender, tracker, sampling).settleAll();
	}
};

/**
 * Sends the records of one workspace: in batches, several at a time and those that share an ordering
 * key in their order, within the limits, and again where that helps. When MoEngage rejects every
 * request, what was not sent yet shares that failure. When the delivery stops for another reason or
 * is cancelled, what was not sent yet gets no outcome.
 *
 * @param records Are taken out of the array, so that what has been sent can be forgotten
 */
export const deliver = async (
	connection: Connection,
	records: MoEngageRecord[],
	options: DeliveryOptions,
): Promise<void> => {
	const { endpoint, concurrency, stats, timeSlice } = options;
	const queue = new ReadyQueue(await createBatches(options, records.splice(0), timeSlice));
	const requests = new RequestSender(connection, options);
	stats.planned += queue.length;
	stats.limiters.push(requests.findLimiter(endpoint));
	const createRequestId = createRequestIds(options.requestId, queue.length);
	const sender = new BatchSender(requests, options, createRequestId);
	let inFlight = 0;
	let unforeseen: unknown;

	const deliverNext = async (batch: Batch): Promise<void> => {
		inFlight += 1;
		try {
			await deliverBatch(batch.records, sender);
		} catch (error) {
			unforeseen ??= error;
			requests.stop();
		}
		inFlight -= 1;
		stats.done += 1;
		queue.settled(batch);
	};

	await new Promise<void>((resolve) => {
		const goOn = () => {
			while (inFlight < concurrency && !requests.signal.aborted) {
				const batch = queue.take();
				if (batch === undefined) break;
				void deliverNext(batch).then(goOn);
			}
			if (inFlight === 0) resolve();
		};
		goOn();
	});
	if (unforeseen !== undefined) throw unforeseen;
	for (let batch = queue.take(); batch !== undefined; batch = queue.take()) {
		sender.abandon(batch.records);
		queue.settled(batch);
	}
};
