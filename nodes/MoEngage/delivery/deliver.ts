import type { Refusal } from '../api/answer';
import type { Endpoint } from '../api/endpoints';
import { sendWithRetries, type Delivery } from './attempts';
import { composeBody } from './pool';
import { OwnLimit } from './rateLimit';
import type { DeliveryRecord, Outcome } from './records';

/** Whom to tell what became of the records, and whether to go on. */
export interface DeliveryListener {
	settle: (record: DeliveryRecord, outcome: Outcome) => void;
	/** Whether nothing more is sent once a record was refused. */
	stopsOnRefusal: boolean;
}

/**
 * Sends the requests, several at a time, and tells what became of each record. When the account is
 * refused, what has not left yet stays unsent and shares that refusal. When the delivery stops for
 * another reason or is cancelled, what has not left yet gets no outcome.
 *
 * @param requests The records of one request each; emptied, so that what is done can be forgotten
 */
export const deliver = async (
	endpoint: Endpoint,
	requests: DeliveryRecord[][],
	delivery: Delivery,
	listener: DeliveryListener,
): Promise<void> => {
	const { concurrency, perMinute, requestId } = delivery.settings;
	const own = perMinute === undefined ? undefined : new OwnLimit(perMinute, delivery.clock);
	const stop = new AbortController();
	const signal = AbortSignal.any([stop.signal, ...(delivery.signal ? [delivery.signal] : [])]);
	let accountRefusal: Refusal | undefined;
	const total = requests.length;
	let lastNumber = total === 1 ? 0 : total;

	const nameRequest = (number: number) =>
		requestId === undefined || number === 0 ? requestId : `${requestId}-${number}`;

	const refuse = (records: DeliveryRecord[], refusal: Refusal) => {
		for (const record of records) listener.settle(record, { kind: 'refused', refusal });
	};

	const deliverTogether = async (records: DeliveryRecord[], number: number): Promise<void> => {
		const name = nameRequest(number);
		const body = composeBody(endpoint, records, name);
		const answer = await sendWithRetries(
			{
				endpoint,
				query: records[0]?.query,
				headers: records[0]?.headers,
				body: body === undefined ? undefined : JSON.stringify(body),
			},
			endpoint.pool?.countsRecords ? records.length : 1,
			{ ...delivery, own, signal },
		);
		if (answer === undefined) {
			if (accountRefusal) refuse(records, accountRefusal);
			return;
		}
		if (answer.kind === 'accepted') {
			for (const record of records) {
				listener.settle(record, { kind: 'accepted', answer: answer.json, requestId: name });
			}
			return;
		}
		if (answer.divisible && records.length > 1) {
			const middle = Math.ceil(records.length / 2);
			await deliverTogether(records.slice(0, middle), (lastNumber += 1));
			await deliverTogether(records.slice(middle), (lastNumber += 1));
			return;
		}
		refuse(records, answer.refusal);
		if (answer.kind === 'account') accountRefusal ??= answer.refusal;
		if (answer.kind === 'account' || listener.stopsOnRefusal) stop.abort();
	};

	const deliverInTurn = async (): Promise<void> => {
		while (!signal.aborted) {
			const number = total === 1 ? 0 : total - requests.length + 1;
			const records = requests.pop();
			if (records === undefined) return;
			await deliverTogether(records, number);
		}
	};

	// From its end, the list is emptied without moving what remains.
	requests.reverse();
	const lanes = Array.from({ length: Math.min(concurrency, total) }, deliverInTurn);
	for (const lane of lanes) lane.catch(() => stop.abort());
	const results = await Promise.allSettled(lanes);
	for (const records of requests.splice(0)) if (accountRefusal) refuse(records, accountRefusal);
	const failed = results.find((result) => result.status === 'rejected');
	if (failed) throw failed.reason;
};
