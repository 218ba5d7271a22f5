import type { MoEngageRecord } from '../api/record';
import type { MoEngageRequest } from '../api/request';
import { composeRequest, createRequestIds, Prerequisites, weigh } from './batch/composeRequest';
import { createBatches } from './batch/createBatches';
import type { TimeSlice } from './time';
import type { BatchOptions } from './types';

export interface PreviewedRequest {
	/** What it has of each item, by index: the same request, with only this item's entries. */
	byItem: Map<number, MoEngageRequest>;
	/** What it would use up of the limit, in what the endpoint counts. */
	weight: number;
}

const groupByItem = (records: MoEngageRecord[]) => {
	const groups = new Map<number, MoEngageRecord[]>();
	for (const record of records) {
		for (const itemIndex of record.itemIndexes) {
			const group = groups.get(itemIndex);
			if (group === undefined) groups.set(itemIndex, [record]);
			else group.push(record);
		}
	}
	return groups;
};

/**
 * Composes the requests that `deliver` would send, without sending them.
 *
 * @throws Cancelled
 */
export const preview = async (
	records: MoEngageRecord[],
	options: BatchOptions & { timeSlice: TimeSlice },
): Promise<PreviewedRequest[]> => {
	const { endpoint, timeSlice } = options;
	const batches = await createBatches(options, records, timeSlice);
	const createRequestId = createRequestIds(options.requestId, batches.length);
	const prerequisites = new Prerequisites();
	const requests: PreviewedRequest[] = [];
	for (const batch of batches) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		const requestId = createRequestId();
		const withPrerequisite = prerequisites.choose(batch.records);
		prerequisites.noteAcceptance(withPrerequisite);
		const byItem = new Map<number, MoEngageRequest>();
		for (const [itemIndex, group] of groupByItem(batch.records)) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			byItem.set(itemIndex, composeRequest(endpoint, group, { requestId, withPrerequisite }));
		}
		const { weight } = weigh(endpoint, batch.records, withPrerequisite);
		requests.push({ byItem, weight });
	}
	return requests;
};
