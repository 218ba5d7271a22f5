import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import type { DeliveryRecord } from './records';

/** Room for the number that a request id gets when there are several requests. */
const LARGEST_SUFFIX = '-0000000';

const countBytes = (text: string) => Buffer.byteLength(text, 'utf8');

/**
 * The body of one request, or none.
 *
 * @param requestId For endpoints whose requests carry an id of their own
 */
export const composeBody = (
	{ pool }: Endpoint,
	records: DeliveryRecord[],
	requestId?: string,
): IDataObject | undefined => {
	const body = records[0]?.body;
	if (body === undefined && pool === undefined) return undefined;
	return {
		...body,
		...(requestId === undefined ? {} : { request_id: requestId }),
		...(pool === undefined ? {} : { [pool.list]: records.map(({ entry }) => entry) }),
	};
};

/** Only records that agree in everything but their entry can share a request. */
const describeShared = ({ query, headers, body }: DeliveryRecord) =>
	JSON.stringify([query, headers, body]);

/** The size of a request with this record's surroundings and an empty list. */
const measureEnvelope = (endpoint: Endpoint, record: DeliveryRecord, requestId?: string) => {
	const numbered = requestId === undefined ? undefined : requestId + LARGEST_SUFFIX;
	const body = composeBody(endpoint, [{ ...record, entry: undefined }], numbered);
	return body === undefined ? 0 : countBytes(JSON.stringify(body)) - '[null]'.length + '[]'.length;
};

export interface Pools {
	/** The records of one request each, in the order of the items. */
	requests: DeliveryRecord[][];
	/** Records that are too large for a request of their own, with their size in bytes. */
	tooLarge: Array<{ record: DeliveryRecord; bytes: number }>;
}

/**
 * Spreads records over as few requests as the endpoint's pool size and body size allow.
 *
 * @param size At most so many records a request; the endpoint's own size is the largest
 * @param requestId For endpoints whose requests carry an id of their own
 */
export const poolRecords = (
	endpoint: Endpoint,
	records: DeliveryRecord[],
	size: number,
	requestId?: string,
): Pools => {
	const pools: Pools = { requests: [], tooLarge: [] };
	if (endpoint.pool === undefined) {
		for (const record of records) {
			const bytes = countBytes(JSON.stringify(record.body ?? ''));
			if (bytes >= endpoint.maxBytes) pools.tooLarge.push({ record, bytes });
			else pools.requests.push([record]);
		}
		return pools;
	}
	const largest = Math.max(1, Math.min(size, endpoint.pool.size));
	const open = new Map<string, { records: DeliveryRecord[]; bytes: number; envelope: number }>();
	for (const record of records) {
		const shared = describeShared(record);
		const current = open.get(shared);
		const envelope = current?.envelope ?? measureEnvelope(endpoint, record, requestId);
		const bytes = countBytes(JSON.stringify(record.entry)) + ','.length;
		if (envelope + bytes >= endpoint.maxBytes) {
			pools.tooLarge.push({ record, bytes: envelope + bytes });
		} else if (
			current === undefined ||
			current.records.length >= largest ||
			current.bytes + bytes >= endpoint.maxBytes
		) {
			const fresh = { records: [record], bytes: envelope + bytes, envelope };
			open.set(shared, fresh);
			pools.requests.push(fresh.records);
		} else {
			current.records.push(record);
			current.bytes += bytes;
		}
	}
	return pools;
};
