import type { IncomingHttpHeaders } from 'node:http';

import type { Fault } from './faults';
import type { Refusal } from './refusals';
import type { Reply } from './replies';

export interface ArrivedRequest {
	method: string;
	/** With the query, as it came. */
	target: string;
	headers: IncomingHttpHeaders;
	/** Only the beginning, if the body is larger than any endpoint takes. */
	bytes: Buffer;
	/** The size of the whole body, in bytes. */
	size: number;
}

/** What became of a request. */
export interface Processed {
	reply: Reply;
	body: unknown;
	applied: boolean;
	refusal?: Refusal;
	fault?: Fault;
}
