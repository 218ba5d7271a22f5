import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRecord } from '../../api/record';
import type { MoEngageRequest } from '../../api/request';
import type { Weight } from '../send/sendWithRetries';
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
	{ batch, hasSubmittedTime }: Endpoint,
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
		...(hasSubmittedTime ? { submitted_time: new Date().toISOString() } : {}),
	};
	return batch === undefined ? around : addList(around, batch.list, list);
};

/** What a request has besides its records. */
interface RequestExtras {
	/** For endpoints whose requests carry an id of their own. */
	requestId?: string;
	/** The looked-up part of the body. */
	state?: IDataObject;
	/** The records that bring their prerequisite along. */
	withPrerequisite?: ReadonlySet<MoEngageRecord>;
}

/**
 * Writes the request that carries the records.
 *
 * @param records At least one, all with the same batch key
 */
export const composeRequest = (
	endpoint: Endpoint,
	records: readonly MoEngageRecord[],
	{ requestId, state, withPrerequisite }: RequestExtras,
): MoEngageRequest => {
	const [first] = records;
	const list = records.flatMap((record) => {
		const isPreceded = withPrerequisite?.has(record) === true;
		return [isPreceded ? record.prerequisite?.entry : undefined, record.entry].filter(
			(entry) => entry !== undefined,
		);
	});
	const body = composeBody(endpoint, first?.body, list, requestId, state);
	return {
		endpoint,
		query: first?.query,
		headers: first?.headers,
		body: body && JSON.stringify(body),
	};
};

/** What a request with these records uses up: prerequisites count for the limit of their own endpoint. */
export const weigh = (
	{ batch }: Endpoint,
	records: readonly MoEngageRecord[],
	withPrerequisite: ReadonlySet<MoEngageRecord>,
): Weight => {
	const weight = batch?.countsRecords ? records.length : 1;
	const [first] = withPrerequisite;
	const endpoint = first?.prerequisite?.endpoint;
	return endpoint ? { weight, also: { endpoint, weight: withPrerequisite.size } } : { weight };
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

/** The bytes that an entry adds to the list of its request, with the comma. */
export const measureEntry = (entry: MoEngageRecord['entry']): number =>
	entry === undefined ? 0 : countBytes(entry) + ','.length;

/** The bytes of a request that carries this record alone. */
export const measureAlone = (
	endpoint: Endpoint,
	record: MoEngageRecord,
	requestId?: string,
): number =>
	measureEmptyBatch(endpoint, record, requestId) +
	measureEntry(record.prerequisite?.entry) +
	measureEntry(record.entry);
