import type { IDataObject } from 'n8n-workflow';

import type { Refusal } from './answer';
import type { Endpoint } from './endpoints';
import type { MoEngageRequest } from './send';

/** What a record's body has to say about the state that its subject is in. */
export interface SubjectState {
	/** Records with the same key concern the same state. */
	key: string;
	/** The state that the record itself sets, as part of its body. */
	sets?: IDataObject;
	/** Otherwise: how to read the state that the subject has, which the record then keeps. */
	lookUp?: {
		endpoint: Endpoint;
		query: MoEngageRequest['query'];
		/** Picks the part of the body from MoEngage's answer, or nothing where it is not there. */
		pick: (answer: IDataObject) => IDataObject | undefined;
		/** What to say in that case. */
		missing: Refusal;
	};
}

/** One thing that MoEngage is asked to do. */
export interface MoEngageRecord {
	/** The items that ask for it, by index; each gets the outcome. */
	owners: number[];
	/** Whom it concerns. What concerns one subject takes effect in the order of the items. */
	subjects: string[];
	query?: MoEngageRequest['query'];
	headers?: MoEngageRequest['headers'];
	/** The body; where requests pool records, what is written beside the list. */
	body?: IDataObject;
	/** Where requests pool records, what the list says of this one. */
	element?: string | IDataObject;
	/** What the body says about a state that is known only when the record is next to leave. */
	state?: SubjectState;
	/** How an item that was accepted in part names this record. */
	label?: string;
}
