import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRecord } from '../../api/record';
import type { MoEngageRequest } from '../../api/request';
import { LONGEST_SUFFIX } from './requestIds';

/** Puts the list under its key; a dot in it leads into an object of the body. */
const addList = (
	body: IDataObject,
	key: string,
	list: Array<string | IDataObject>,
): IDataObject => {
	const [outer = '', inner] = key.split('.');
	if (inner === undefined) return { ...body, [outer]: list };
	return { ...body, [outer]: { ...Object(body[outer]), [inner]: list } };
};

/** The body of one request, or none. */
const composeBody = (
	{ batch }: Endpoint,
	body: IDataObject | undefined,
	list: Array<string | IDataObject>,
	requestId?: string,
	state?: IDataObject,
): IDataObject | undefined => {
	if (body === undefined && batch === undefined) return undefined;
	const around = {
		...body,
		...state,
		...(requestId === undefined ? {} : { request_id: requestId }),
	};
	return batch === undefined ? around : addList(around, batch.list, list);
};

/** What the list of the request has for a record. */
const listEntries = ({ prerequisite, entry }: MoEngageRecord): Array<string | IDataObject> => [
	...(prerequisite === undefined ? [] : [prerequisite.entry]),
	...(entry === undefined ? [] : [entry]),
];

/**
 * Writes the request that carries the records.
 *
 * @param records At least one, of the same batch key
 * @param requestId For endpoints whose requests carry an id of their own
 * @param state The looked-up part of the body
 */
export const composeRequest = (
	endpoint: Endpoint,
	records: readonly MoEngageRecord[],
	requestId?: string,
	state?: IDataObject,
): MoEngageRequest => {
	const [first] = records;
	const list = records.flatMap(listEntries);
	const body = composeBody(endpoint, first?.body, list, requestId, state);
	return {
		endpoint,
		query: first?.query,
		headers: first?.headers,
		body: body && JSON.stringify(body),
	};
};

/** How much of the limit a request with so many records uses up. */
export const weigh = ({ batch }: Endpoint, records: number): number =>
	batch?.countsRecords ? records : 1;

/** The further limit that counts the prerequisites of records, and how much of it they use up. */
export const weighPrerequisites = (
	records: readonly MoEngageRecord[],
): { endpoint: Endpoint; weight: number } | undefined => {
	const prerequisites = records.flatMap(({ prerequisite }) => prerequisite ?? []);
	const [first] = prerequisites;
	return first && { endpoint: first.endpoint, weight: prerequisites.length };
};

/** Only records that agree in everything but their entry can share a request. */
export const computeBatchKey = ({ query, headers, body }: MoEngageRecord): string =>
	JSON.stringify([query, headers, body]);

/** A looked-up state adds no more than this to a body. */
const BYTES_FOR_STATE = 64;

const countBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '');

/** The bytes of the record's request while its list is empty; MoEngage counts UTF-8. */
export const measureEmptyBatch = (
	endpoint: Endpoint,
	{ body, state }: Pick<MoEngageRecord, 'body' | 'state'>,
	requestId?: string,
): number => {
	const numbered = requestId === undefined ? undefined : requestId + LONGEST_SUFFIX;
	const bytes = countBytes(composeBody(endpoint, body, [], numbered));
	return bytes + (state?.lookUp === undefined ? 0 : BYTES_FOR_STATE);
};

/** The bytes that the record adds to the list of its request, with the commas. */
export const measureEntry = (record: MoEngageRecord): number =>
	listEntries(record).reduce((bytes, entry) => bytes + countBytes(entry) + ','.length, 0);

/** The bytes of a request that carries this record alone. */
export const measureAlone = (
	endpoint: Endpoint,
	record: MoEngageRecord,
	requestId?: string,
): number => measureEmptyBatch(endpoint, record, requestId) + measureEntry(record);
