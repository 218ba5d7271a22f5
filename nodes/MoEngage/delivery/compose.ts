import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import type { MoEngageRequest } from '../api/send';
import { LARGEST_SUFFIX } from './requestIds';

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
	{ pool }: Endpoint,
	{ body }: MoEngageRecord,
	list: Array<string | IDataObject>,
	requestId?: string,
	state?: IDataObject,
): IDataObject | undefined => {
	if (body === undefined && pool === undefined) return undefined;
	const around = {
		...body,
		...state,
		...(requestId === undefined ? {} : { request_id: requestId }),
	};
	return pool === undefined ? around : addList(around, pool.list, list);
};

/** What the list of the request has for a record. */
const listElements = ({ preface, element }: MoEngageRecord): Array<string | IDataObject> => [
	...(preface === undefined ? [] : [preface.element]),
	...(element === undefined ? [] : [element]),
];

/**
 * Writes the request that carries the records.
 *
 * @param requestId For endpoints whose requests carry an id of their own
 * @param state The looked-up part of the body
 */
export const composeRequest = (
	endpoint: Endpoint,
	records: readonly [MoEngageRecord, ...MoEngageRecord[]],
	requestId?: string,
	state?: IDataObject,
): MoEngageRequest => {
	const [first] = records;
	const list = records.flatMap(listElements);
	const body = composeBody(endpoint, first, list, requestId, state);
	return {
		endpoint,
		query: first.query,
		headers: first.headers,
		body: body && JSON.stringify(body),
	};
};

/** How much of the limit a request with so many records uses up. */
export const weigh = ({ pool }: Endpoint, records: number): number =>
	pool?.countsRecords ? records : 1;

/** The further limit that counts the records' prefaces, and how much of it they use up. */
export const weighPrefaces = (
	records: readonly MoEngageRecord[],
): { endpoint: Endpoint; weight: number } | undefined => {
	const prefaces = records.flatMap(({ preface }) => preface ?? []);
	const [first] = prefaces;
	return first && { endpoint: first.endpoint, weight: prefaces.length };
};

/** Only records that agree in everything but their element can share a request. */
export const describeEnvelope = ({ query, headers, body }: MoEngageRecord): string =>
	JSON.stringify([query, headers, body]);

/** A looked-up state adds no more than this to a body. */
const BYTES_FOR_STATE = 64;

const countBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '');

/** The bytes of the record's request while its list is empty; MoEngage counts UTF-8. */
export const measureEnvelope = (
	endpoint: Endpoint,
	record: MoEngageRecord,
	requestId?: string,
): number => {
	const numbered = requestId === undefined ? undefined : requestId + LARGEST_SUFFIX;
	const body = composeBody(endpoint, record, [], numbered);
	return countBytes(body) + (record.state?.lookUp === undefined ? 0 : BYTES_FOR_STATE);
};

/** The bytes that the record adds to the list of its request, with the commas. */
export const measureElement = (record: MoEngageRecord): number =>
	listElements(record).reduce((bytes, element) => bytes + countBytes(element) + ','.length, 0);

/** The bytes of a request that carries this record alone. */
export const measureAlone = (
	endpoint: Endpoint,
	record: MoEngageRecord,
	requestId?: string,
): number => measureEnvelope(endpoint, record, requestId) + measureElement(record);
