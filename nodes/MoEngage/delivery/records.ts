import type { IDataObject } from 'n8n-workflow';

import type { Refusal } from '../api/answer';

/** One thing that MoEngage is asked to do. */
export interface DeliveryRecord {
	/** The items that ask for it, by index; each gets the outcome. */
	owners: number[];
	query?: Record<string, string>;
	headers?: Record<string, string>;
	/** The body; where requests pool records, what stands beside the list. */
	body?: IDataObject;
	/** Where requests pool records, this one's entry in the list. */
	entry?: string | IDataObject;
}

/** What became of a record. */
export type Outcome =
	| { kind: 'accepted'; answer: IDataObject; requestId?: string }
	| { kind: 'refused'; refusal: Refusal };
