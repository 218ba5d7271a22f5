import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRecord } from '../../api/record';
import type { MoEngageRequest } from '../../api/request';
import type { QuotaUse } from '../send/requestSender';

type Entry = NonNullable<MoEngageRecord['entry']>;

/** Puts the list under its key; a dot in it leads into an object of the body. */
const addList = (body: IDataObject, key: string, list: Entry[]): IDataObject => {
	const [outer = '', inner] = key.split('.');
	if (inner === undefined) return { ...body, [outer]: list };
	return { ...body, [outer]: { ...Object(body[outer]), [inner]: list } };
};

export const composeBody = (
	{ batch, hasSubmittedTime }: Endpoint,
	body: IDataObject | undefined,
	list: Entry[],
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

interface RequestDetails {
	requestId?: string;
	/** The looked-up part of the body. */
	state?: IDataObject;
	/** The records that bring their prerequisite along. */
	withPrerequisite?: ReadonlySet<MoEngageRecord>;
}

/** @param records At least one, all with the same batch key */
export const composeRequest = (
	endpoint: Endpoint,
	records: readonly MoEngageRecord[],
	{ requestId, state, withPrerequisite }: RequestDetails,
): MoEngageRequest => {
	const [{ query, headers, send, body } = {}] = records;
	const list = records.flatMap((record) => {
		const preceding = withPrerequisite?.has(record) ? record.prerequisite?.entry : undefined;
		return [preceding, record.entry].filter((entry) => entry !== undefined);
	});
	const composed = composeBody(endpoint, body, list, requestId, state);
	return { endpoint, query, headers, send, body: composed && JSON.stringify(composed) };
};

/** What a request with these records uses up: prerequisites count for the limit of their own endpoint. */
export const weigh = (
	endpoint: Endpoint,
	records: readonly MoEngageRecord[],
	withPrerequisite: ReadonlySet<MoEngageRecord>,
): QuotaUse => {
	const weight = endpoint.batch?.countsRecords ? records.length : 1;
	const [first] = withPrerequisite;
	const further = first?.prerequisite?.endpoint;
	const ofPrerequisites = further && { endpoint: further, weight: withPrerequisite.size };
	return { endpoint, weight, ofPrerequisites };
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

	noteAcceptance(chosen: ReadonlySet<MoEngageRecord>): void {
		for (const { prerequisite } of chosen) if (prerequisite) this.accepted.add(prerequisite.key);
	}
}

/** The longest number that an id gets when a run has several requests. */
export const LONGEST_SUFFIX = '-0000000';

/**
 * Gives out the ids of a run's requests, for endpoints whose requests carry one. A single request has
 * the stem itself as its id; several are numbered, as are the parts of one that is rejected.
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
