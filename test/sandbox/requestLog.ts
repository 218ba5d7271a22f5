import type { EndpointName } from './endpoints/names';
import type { FaultKind } from './faults';

export interface ReceivedRequest {
	/** When it arrived: milliseconds since 1970. */
	at: number;
	/** `undefined`: the request fits none of the endpoints. */
	endpoint: EndpointName | undefined;
	method: string;
	path: string;
	/** Decoded. */
	query: Record<string, string>;
	/** The key of the Authorization header is left out. */
	headers: Record<string, string>;
	/** Parsed where it is JSON, otherwise text; `undefined` without a body. */
	body: unknown;
	/** 0: never answered. */
	status: number;
	/** Whether it took effect. */
	applied: boolean;
	/** Why MoEngage would refuse it. */
	refused?: string;
	/** The fault it met. */
	fault?: FaultKind;
}

export interface RequestLog {
	add(request: ReceivedRequest): void;
	/** Oldest first. */
	list(endpoint?: EndpointName): ReceivedRequest[];
	clear(): void;
	/** Keeps at most so many, and drops the oldest ones beyond. */
	keep(count: number): void;
}

export const createRequestLog = (initiallyKept: number): RequestLog => {
	let kept = initiallyKept;
	let requests: ReceivedRequest[] = [];

	const dropOld = (): void => {
		if (requests.length > kept) requests = kept === 0 ? [] : requests.slice(-kept);
	};

	return {
		add: (request) => {
			if (kept === 0) return;
			requests.push(request);
			// Dropping in blocks keeps adding cheap: one copy in `kept` requests.
			if (requests.length >= kept * 2) dropOld();
		},
		list: (endpoint) => {
			dropOld();
			return endpoint ? requests.filter((request) => request.endpoint === endpoint) : [...requests];
		},
		clear: () => {
			requests = [];
		},
		keep: (count) => {
			kept = count;
			dropOld();
		},
	};
};
