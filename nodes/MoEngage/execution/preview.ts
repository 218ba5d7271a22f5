import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { buildUrl } from '../api/request';
import { countNouns, groupDigits } from '../api/numbers';
import { preview } from '../delivery';
import { toShortList } from '../resources/fields/text';
import { toRequestIdStem, type Gathered } from './gatherRecords';
import { unwrapOnly } from './outputItems';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

interface Preview {
	/** Method and path, which all requests of an operation have in common. */
	summary: string;
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

export const previewRequests = async (
	{ operation: { endpoint }, options, timeSlice }: Run,
	gathered: Gathered,
): Promise<Previewed> => {
	const previewed: Previewed = { previews: new Map(), requestCount: 0, weight: 0, lookUps: 0 };
	for (const [index, [{ workspace }, records]] of [...gathered].entries()) {
		const requestId = toRequestIdStem(options.requestId, index, gathered.size);
		const keys = records.flatMap(({ state }) => (state?.lookUp === undefined ? [] : [state.key]));
		previewed.lookUps += new Set(keys).size;
		const batchOptions = { ...options, requestId, endpoint, timeSlice };
		for (const { byItem, weight } of await preview(records, batchOptions)) {
			previewed.requestCount += 1;
			previewed.weight += weight;
			for (const [itemIndex, request] of byItem) {
				if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
				const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
				const url = buildUrl(workspace, request);
				const path = url.slice(workspace.baseUrl.length).replace(/\?.*/, '');
				const summary = `${endpoint.method} ${path}`;
				const known = previewed.previews.get(itemIndex);
				const item = known ?? { summary, requests: [], requestNumbers: [] };
				previewed.previews.set(itemIndex, item);
				item.requests.push({ method: endpoint.method, url, body: Object(body) });
				item.requestNumbers.push(previewed.requestCount);
			}
		}
	}
	return previewed;
};

export const createPreviewItem = (
	{ previews, requestCount }: Previewed,
	itemIndex: number,
): INodeExecutionData => {
	const { summary = '', requests = [], requestNumbers = [] } = previews.get(itemIndex) ?? {};
	const noun = requestNumbers.length === 1 ? 'request' : 'requests';
	const which = `${noun} ${toShortList(requestNumbers.map(String))} of ${groupDigits(requestCount)}`;
	return {
		json: {
			summary: `${summary} (${which})`,
			preview: true,
			request: unwrapOnly(requests),
			requestNumber: unwrapOnly(requestNumbers),
			requestCount,
		},
		pairedItem: { item: itemIndex },
	};
};

const writeReadiness = (ready: number, invalid: number): string => {
	const all = `${countNouns(ready, 'item')} ${ready === 1 ? 'is' : 'are'} ready`;
	if (invalid === 0) return `${all}.`;
	return `${all}, and ${groupDigits(invalid)} ${invalid === 1 ? 'has' : 'have'} to be corrected.`;
};

export const createPreviewHint = (
	{ operation, options }: Run,
	{ itemRequests, invalid }: Inputs,
	{ requestCount, weight, lookUps }: Previewed,
): string => {
	const { endpoint } = operation;
	const limit = options.perMinute ?? endpoint.perMinute;
	const pace = `${countNouns(limit, endpoint.counts.replace(/s$/, ''))} a minute`;
	// Look-ups have a limit of their own, so they take no longer than what they are for.
	const minutes = Math.ceil(weight / limit);
	const requests = countNouns(requestCount, 'request');
	const more =
		lookUps === 0 ? '' : ` It would also take ${countNouns(lookUps, 'request')} to look up users.`;
	const time = minutes <= 1 ? 'less than a minute' : `about ${groupDigits(minutes)} minutes`;
	return `Nothing was sent. ${writeReadiness(itemRequests.size, invalid.size)} This run would take ${requests} and ${time} at ${pace}.${more} To send the items, turn off 'Preview Only'.`;
};
