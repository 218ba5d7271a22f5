import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';

import { Deadlines } from './deadline';
import type { Endpoint } from './endpoints';
import type { Redact } from './redact';
import { readResponse } from './response';
import { buildUrl } from './url';
import type { Workspace } from './workspace';

/** A request, ready to leave and to be repeated as it is. */
export interface MoEngageRequest {
	endpoint: Endpoint;
	/** What is undefined is left out. */
	query?: Record<string, string | undefined>;
	headers?: Record<string, string>;
	/** JSON text. */
	body?: string;
}

/** An answer as it came, apart from the credential's secrets, which are hidden in it. */
export interface HttpResponse {
	status: number;
	/** By name in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** What came of one attempt: an answer, no answer, or no request at all. */
export type Attempt =
	| ({ kind: 'answer' } & HttpResponse)
	| { kind: 'noAnswer'; code: string; timedOut: boolean }
	| { kind: 'unsendable'; reason: string };

export type Send = (request: MoEngageRequest) => Promise<Attempt>;

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/** What a header cannot carry; n8n's HTTP client would send something else instead. */
const NOT_IN_HEADERS = /[^\x20-\x7e]/;

const fitsHeaders = ({ headers = {} }: MoEngageRequest): boolean =>
	!Object.values(headers).some((value) => NOT_IN_HEADERS.test(value));

const createUnsendable = (reason: string): Attempt => ({ kind: 'unsendable', reason });

const MAX_CODE_LENGTH = 60;

/** Finds the code under n8n's wrapping. Everything else there may hold the request's headers. */
const findCode = (error: unknown): string => {
	for (let inner = error; inner instanceof Error; inner = inner.cause) {
		if ('code' in inner && typeof inner.code === 'string') {
			return inner.code.slice(0, MAX_CODE_LENGTH);
		}
	}
	return '';
};

/** The context as n8n's helper sees it, which cancels a request when the execution is cancelled. */
const withSignal = <Kind extends Context>(context: Kind, signal: AbortSignal): Kind =>
	new Proxy(context, {
		get: (target, name): unknown =>
			name === 'getExecutionCancelSignal' ? () => signal : Reflect.get(target, name),
	});

const createOptions = (url: string, request: MoEngageRequest): IHttpRequestOptions => ({
	method: request.endpoint.method,
	url,
	headers: {
		Accept: 'application/json',
		...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
		...request.headers,
	},
	body: request.body,
	// n8n would read an answer of any size, however long it takes. So it is read here.
	encoding: 'stream',
	returnFullResponse: true,
	// The answer is read whatever its status: n8n would repeat a 401 by itself.
	ignoreHttpStatusErrors: true,
	// A redirect could carry the credential to another host.
	disableFollowRedirect: true,
});

interface Sender {
	context: Context;
	workspace: Workspace;
	/** Decrypted once for all requests; n8n would otherwise read and decrypt it each time. */
	data: ICredentialDataDecryptedObject;
	/** Hides the credential's secrets, which gateways may echo. */
	redact: Redact;
	/** Milliseconds from the start of an attempt to the last byte of its answer. */
	timeout: number;
	/** Ends each attempt at once. */
	signal?: AbortSignal;
}

/** Builds the function that makes one attempt through n8n's own helper, which adds the credential. */
export const createSend = (sender: Sender): Send => {
	const { context, workspace, data, redact } = sender;
	// Of a decrypted credential, n8n reads nothing but the data.
	const credentialsDecrypted = { id: '', name: '', type: 'moEngageApi', data };
	const deadlines = new Deadlines(sender.timeout, sender.signal);

	const exchange = async (
		options: IHttpRequestOptions,
		signal: AbortSignal,
	): Promise<HttpResponse> => {
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, signal),
			'moEngageApi',
			{ ...options, abortSignal: signal },
			{ credentialsDecrypted },
		);
		const { text, ...reply } = await readResponse(response);
		return { ...reply, text: redact(text) };
	};

	return async (request) => {
		const url = buildUrl(workspace, request);
		if (url === undefined) return createUnsendable('one of its values is not valid Unicode text');
		if (!fitsHeaders(request)) {
			return createUnsendable('one of its values has a character that a header cannot carry');
		}
		const deadline = deadlines.start();
		try {
			const options = createOptions(url, request);
			return { kind: 'answer', ...(await deadline.limit(exchange(options, deadline.signal))) };
		} catch (error) {
			return { kind: 'noAnswer', code: findCode(error), timedOut: deadline.isTimeUp };
		} finally {
			deadline.isOver = true;
		}
	};
};
