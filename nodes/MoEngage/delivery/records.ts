import type { IDataObject } from 'n8n-workflow';

import type { Refusal } from '../api/answer';
import type { MoEngageRequest } from '../api/send';

/** One thing that MoEngage is asked to do. */
export interface DeliveryRecord {
	/** The items that ask for it, by index; each gets the outcome. */
	owners: number[];
	query?: MoEngageRequest['query'];
	headers?: MoEngageRequest['headers'];
	/** The body; where requests pool records, what stands beside the list. */
	body?: IDataObject;
	/** Where requests pool records, this one's entry in the list. */
	entry?: string | IDataObject;
}

/** What became of a record. */
export type Outcome =
	| { kind: 'accepted'; answer: IDataObject; requestId?: string }
	| { kind: 'refused'; refusal: Refusal };
