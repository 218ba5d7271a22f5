import type { IDataObject, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';

import type { Connection } from '../api/connection';
import { buildUrl } from '../api/request';
import { groupDigits } from '../api/numbers';
import type { MoEngageRecord } from '../api/record';
import {
	composeRequest,
	createRequestIds,
	createBatches,
	TimeSlice,
	type Batch,
} from '../delivery';
import type { Gathered } from './gatherRecords';
import type { Run } from './prepareRun';

/** What would be sent of one item. */
interface Preview {
	requests: IDataObject[];
	requestNumbers: number[];
}

export interface Previewed {
	previews: Map<number, Preview>;
	/** How many requests the run would take, look-ups not counted. */
	requestCount: number;
	/** What the run would use up of the limit, in what the endpoint counts. */
	weight: number;
	lookUps: number;
}

/** The records of a pool by the item that asks for them. */
const groupByOwner = ({ records }: Batch) => {
	const groups = new Map<number, [MoEngageRecord, ...MoEngageRecord[]]>();
	for (const record of records) {
		for (const owner of record.itemIndexes) {
			const group = groups.get(owner);
			if (group === undefined) groups.set(owner, [record]);
			else group.push(record);
		}
	}
	return groups;
};

/** Composes the requests that a run would send, without sending them. */
export const previewRequests = async (
	{ operation, options, signal }: Run,
	gathered: Gathered,
): Promise<Previewed> => {
	const { endpoint } = operation;
	const { batchSize, requestId } = options;
	const timeSlice = new TimeSlice(signal);
	const previewed: Previewed = { previews: new Map(), requestCount: 0, weight: 0, lookUps: 0 };

	const note = (owner: number, request: IDataObject) => {
		const preview = previewed.previews.get(owner) ?? { requests: [], requestNumbers: [] };
		previewed.previews.set(owner, preview);
		preview.requests.push(request);
		preview.requestNumbers.push(previewed.requestCount);
	};

	const previewPool = ({ workspace }: Connection, batch: Batch, id: string | undefined) => {
		previewed.requestCount += 1;
		previewed.weight += endpoint.batch?.countsRecords ? batch.records.length : 1;
		for (const [owner, records] of groupByOwner(batch)) {
			const request = composeRequest(endpoint, records, id);
			const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
			note(owner, {
				method: endpoint.method,
				url: buildUrl(workspace, request),
				body: Object(body),
			});
		}
	};

	for (const [connection, records] of gathered) {
		const keys = records.flatMap(({ state }) => (state?.lookUp === undefined ? [] : [state.key]));
		previewed.lookUps += new Set(keys).size;
		const rules = { endpoint, size: batchSize, requestId };
		const batches = await createBatches(rules, records, timeSlice);
		const requestIds = createRequestIds(requestId, batches.length);
		for (const batch of batches) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			previewPool(connection, batch, requestIds.ofBatch(batch.place));
		}
	}
	return previewed;
};

const only = <T>(list: T[]): T | T[] => {
	const [first, ...others] = list;
	return first !== undefined && others.length === 0 ? first : list;
};

/** The output of an item that would be sent. */
export const createPreviewItem = (
	{ previews, requestCount }: Previewed,
	itemIndex: number,
): INodeExecutionData => {
	const { requests = [], requestNumbers = [] } = previews.get(itemIndex) ?? {};
	return {
		json: {
			preview: true,
			request: only(requests),
			requestNumber: only(requestNumbers),
			requestCount,
		},
		pairedItem: { item: itemIndex },
	};
};

const countRequests = (count: number): string =>
	`${groupDigits(count)} request${count === 1 ? '' : 's'}`;

const writePace = (limit: number, counts: string): string =>
	limit === 1
		? `1 ${counts.replace(/s$/, '')} a minute`
		: `${groupDigits(limit)} ${counts} a minute`;

/** Says that nothing was sent, and what the run would take. */
export const createPreviewHint = (
	{ operation, options }: Run,
	{ requestCount, weight, lookUps }: Previewed,
): NodeExecutionHint => {
	const { endpoint } = operation;
	const limit = options.perMinute ?? endpoint.perMinute;
	// The user's own limit counts the look-ups, too; MoEngage has a limit of their own for them.
	const counted = options.perMinute === undefined ? weight : weight + lookUps;
	const minutes = Math.ceil(counted / limit);
	const requests = countRequests(requestCount);
	const more =
		lookUps === 0 ? '' : ` It would first take ${countRequests(lookUps)} to look up users.`;
	const time = minutes <= 1 ? 'less than a minute' : `about ${groupDigits(minutes)} minutes`;
	return {
		message: `Nothing was sent. This run would take ${requests} and ${time} at ${writePace(limit, endpoint.counts)}.${more} To send the items, turn off 'Preview Only' under Options.`,
		type: 'info',
		location: 'outputPane',
	};
};
