import type { IDataObject, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';

import { buildUrl } from '../api/request';
import { groupDigits } from '../api/numbers';
import { preview, TimeSlice } from '../delivery';
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

/** Composes the requests that a run would send, without sending them. */
export const previewRequests = async (
	{ operation: { endpoint }, options, signal }: Run,
	gathered: Gathered,
): Promise<Previewed> => {
	const timeSlice = new TimeSlice(signal);
	const previewed: Previewed = { previews: new Map(), requestCount: 0, weight: 0, lookUps: 0 };

	const note = (itemIndex: number, request: IDataObject) => {
		const known = previewed.previews.get(itemIndex) ?? { requests: [], requestNumbers: [] };
		previewed.previews.set(itemIndex, known);
		known.requests.push(request);
		known.requestNumbers.push(previewed.requestCount);
	};

	for (const [{ workspace }, records] of gathered) {
		const keys = records.flatMap(({ state }) => (state?.lookUp === undefined ? [] : [state.key]));
		previewed.lookUps += new Set(keys).size;
		for (const { byItem, weight } of await preview(records, { ...options, endpoint, timeSlice })) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			previewed.requestCount += 1;
			previewed.weight += weight;
			for (const [itemIndex, request] of byItem) {
				const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
				const url = buildUrl(workspace, request);
				note(itemIndex, { method: endpoint.method, url, body: Object(body) });
			}
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
	// Look-ups have a limit of their own, so they take no longer than what they are for.
	const minutes = Math.ceil(weight / limit);
	const requests = countRequests(requestCount);
	const more =
		lookUps === 0 ? '' : ` It would first take ${countRequests(lookUps)} to look up users.`;
	const time = minutes <= 1 ? 'less than a minute' : `about ${groupDigits(minutes)} minutes`;
	return {
		message: `Nothing was sent. This run would take ${requests} and ${time} at ${writePace(limit, endpoint.counts)}.${more} To send the items, turn off 'Preview Only'.`,
		type: 'info',
		location: 'outputPane',
	};
};
