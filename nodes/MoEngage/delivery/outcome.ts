import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../api/classifyResponse';

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
	/** MoEngage refused it, or could not be reached although it was tried again. */
	| {
			kind: 'failed';
			failure: Failure;
			/** Whether MoEngage may have carried it out all the same, in an attempt without a clear answer. */
			mayHaveBeenApplied?: boolean;
	  }
	/** It was sent, and nobody knows whether MoEngage carried it out; it must not be repeated. */
	| { kind: 'ambiguous'; failure: Failure }
	/** It was not sent: there is no quota for anyone for `wait` more milliseconds, if that is known. */
	| { kind: 'limitUsedUp'; wait?: number }
	/** It was not sent again: MoEngage asks for a longer wait than the user allows, in milliseconds. */
	| { kind: 'askedToWait'; wait: number; failure: Failure }
	/** It was not sent, or not again: nothing has succeeded in so many rounds. */
	| { kind: 'outage'; rounds: number; failure: Failure };

/** An outcome other than acceptance. */
export type FailedOutcome = Exclude<Outcome, { kind: 'accepted' }>;
