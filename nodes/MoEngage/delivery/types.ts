import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../api/classifyResponse';
import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import type { NotSent, SendOptions } from './send/requestSender';

/** What became of a record. */
export type Outcome =
	| {
			kind: 'accepted';
			answer: IDataObject;
			/** The id that the request carried, where the endpoint's requests have one. */
			requestId?: string;
			/** The state that was looked up and sent along. */
			state?: IDataObject;
	  }
	| FailedOutcome;

export type FailedOutcome = {
	/** Whether MoEngage may have carried it out all the same, in an attempt without a clear answer. */
	mayHaveBeenApplied?: boolean;
} &
	/** MoEngage rejected it, or could not be reached although it was tried again. */
	(| { kind: 'failed'; failure: Failure }
		/** It was sent, it is unclear whether MoEngage carried it out, and it should not be carried out twice. */
		| {
				kind: 'ambiguous';
				failure: Failure;
				/** Whether it may have been sent again all the same, because the user wants that. */
				isRepeated?: boolean;
		  }
		| Exclude<NotSent, { kind: 'cancelled' }>
	);

export interface BatchOptions {
	endpoint: Endpoint;
	/** The largest number of records in a request, unless the endpoint allows even fewer. */
	batchSize: number;
	/** For endpoints whose requests carry an id: the id, or the stem of several. */
	requestId?: string;
}

/**
 * The states that records have set, or kept, for later records that keep them. Further tries of an
 * execution get them, too, since MoEngage takes a while to show what it has accepted.
 */
export type KnownStates = Map<string, IDataObject>;

export interface DeliveryOptions extends BatchOptions, SendOptions {
	concurrency: number;
	/** Whether to send again what MoEngage may have carried out already, although that is not idempotent. */
	repeatsAmbiguous: boolean;
	/** Is read and written; of this delivery alone if absent. */
	knownStates?: KnownStates;
	/** Told what became of each record. */
	settle: (record: MoEngageRecord, outcome: Outcome) => void;
}
