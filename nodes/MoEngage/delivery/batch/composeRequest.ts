import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRecord } from '../../api/record';
import type { MoEngageRequest } from '../../api/request';
import type { Weight } from '../send/requestSender';

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
export const composeBody = (
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
		send: first?.send,
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

/** Knows which prerequisites of a run MoEngage has accepted. */
export class Prerequisites {
	private readonly accepted = new Set<string>();

	/** The records of one request that bring their prerequisite along: the first of each open key. */
	choose(records: readonly MoEngageRecord[]): ReadonlySet<MoEngageRecord> {
		const chosen = new Map<string, MoEngageRecord>();
		for (const record of records) {
			const key = record.prerequisite?.key;
			if (key === undefined || this.accepted.has(key) || chosen.has(key)) continue;
			chosen.set(key, record);
		}
		return new Set(chosen.values());
	}

	/** Notes that MoEngage accepted a request with the prerequisites of these records. */
	noteAcceptance(chosen: ReadonlySet<MoEngageRecord>): void {
		for (const { prerequisite } of chosen) if (prerequisite) this.accepted.add(prerequisite.key);
	}
}

/** The longest number that an id gets when a run has several requests. */
export const LONGEST_SUFFIX = '-0000000';

/**
 * Gives out the ids of a run's requests, for endpoints whose requests carry one. A single request has
 * the stem itself as its id; several are numbered, as are the parts of one that is rejected.
 *
 * @param stem Absent where requests carry no id
 * @param batches How many requests the run begins with
 */
export const createRequestIds = (
	stem: string | undefined,
	batches: number,
): (() => string | undefined) => {
	let number = batches === 1 ? 0 : 1;
	return () => {
		if (stem === undefined) return undefined;
		const id = number === 0 ? stem : `${stem}-${number}`;
		number += 1;
		return id;
	};
};
