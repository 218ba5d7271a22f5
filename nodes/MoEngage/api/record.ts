import type { IDataObject } from 'n8n-workflow';

import type { Failure } from './classifyResponse';
import type { Endpoint } from './endpoints';
import type { MoEngageRequest } from './request';

/** The part of MoEngage's answer that matters, which may be missing. */
export interface ResponsePart {
	/** Picks it from MoEngage's answer, or nothing where it is not there. */
	pick: (answer: IDataObject) => IDataObject | undefined;
	missing: Failure;
}

export interface LookUp extends ResponsePart {
	endpoint: Endpoint;
	query: MoEngageRequest['query'];
}

/** What a record's body has to say about the state of its user. */
export interface RecordState {
	/** Records with the same key concern the same state. */
	key: string;
	/** The state that the record itself sets, as part of its body. */
	sets?: IDataObject;
	/** Otherwise: how to read the state that the user has, which the record then keeps. */
	lookUp?: LookUp;
}

/** What must stand right before a record's entry, in the list of the same request. */
export interface Prerequisite {
	/** It goes along with the first record of this key in each request, until MoEngage has accepted it. */
	key: string;
	entry: IDataObject;
	/** MoEngage counts it as one for the limit of this endpoint, besides the record itself. */
	endpoint: Endpoint;
}

/** One thing that MoEngage is asked to do. */
export interface MoEngageRecord extends Pick<MoEngageRequest, 'query' | 'headers' | 'send'> {
	/** The items that ask for it, by index; each gets the outcome. */
	itemIndexes: number[];
	/** What it concerns. Records that share one of these take effect in the order of the items. */
	orderingKeys: string[];
	/** What it sets of what the ordering keys name, such as attributes; absent where it is everything. */
	targets?: string[];
	/** The body; where requests carry several records, what is written beside the list. */
	body?: IDataObject;
	/** Where requests carry several records, what the list says of this one. */
	entry?: string | IDataObject;
	prerequisite?: Prerequisite;
	/** Whether sending it twice does the same as sending it once, if its endpoint does not decide that. */
	idempotent?: boolean;
	/** Where several records share an answer, the part of it that is about this one. */
	responsePart?: ResponsePart;
	/** What the body says about a state that is read right before the record is sent. */
	state?: RecordState;
	/** How an item that was accepted in part names this record. */
	label?: string;
}
