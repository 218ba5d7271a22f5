import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';

import type { Workspace } from './credential';
import { Deadlines } from './deadline';
import type { Endpoint } from './endpoints';
import { isObject } from './json';
import type { Redact } from './redact';

/** A request, ready to be sent and to be repeated as it is. */
export interface MoEngageRequest {
	endpoint: Endpoint;
	/** What is undefined is not sent. */
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

/** Encodes a value; undefined where it is not valid Unicode, which no address can contain. */
const encode = (text: string): string | undefined => {
	try {
		return encodeURIComponent(text);
	} catch {
		return undefined;
	}
};

/**
 * Writes the address of a request, without credentials.
 *
 * @returns undefined where a value of the query is not valid Unicode text
 */
export const buildUrl = (
	{ baseUrl, id, projectCode }: Workspace,
	{ endpoint, query }: Pick<MoEngageRequest, 'endpoint' | 'query'>,
): string | undefined => {
	const path = endpoint.path.replaceAll('{workspaceId}', encodeURIComponent(id));
	const project = endpoint.projectCode === 'query' ? { project_code: projectCode } : {};
	let url = baseUrl + path;
	for (const [name, value] of Object.entries({ ...query, ...project })) {
		if (value === undefined) continue;
		const encoded = encode(value);
		if (encoded === undefined) return undefined;
		url += `${url.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encoded}`;
	}
	return url;
};

/** How many bytes of a success are read. MoEngage's own are far smaller. */
export const MAX_ANSWER_BYTES = 5_000_000;

/** How many bytes of any other answer are read. Only a part of them is shown. */
export const MAX_ERROR_BYTES = 256_000;

const isStream = (body: unknown): body is AsyncIterable<unknown> =>
	isObject(body) && Symbol.asyncIterator in body;

/** Reads a body as text. What is longer than the limit is cut, so it is not JSON then. */
const readText = async (body: unknown, maxBytes: number): Promise<string> => {
	if (!isStream(body)) return typeof body === 'string' ? body : JSON.stringify(body ?? '');
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of body) {
		const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
		chunks.push(bytes);
		size += bytes.length;
		if (size > maxBytes) break;
	}
	return Buffer.concat(chunks).toString('utf8', 0, maxBytes);
};

/** What n8n's helper returns where the full response was asked for. */
interface FullResponse {
	statusCode: number;
	headers: object;
	body: unknown;
}

const isFullResponse = (value: unknown): value is FullResponse =>
	isObject(value) &&
	'statusCode' in value &&
	typeof value.statusCode === 'number' &&
	'headers' in value &&
	isObject(value.headers) &&
	'body' in value;

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads a response of n8n's helper to its end, which comes early when its signal is aborted. */
export const readResponse = async (response: unknown): Promise<HttpResponse> => {
	if (!isFullResponse(response)) throw new Error("n8n's request helper returned no response");
	const { statusCode, headers, body } = response;
	const named = Object.entries(headers).map(([name, value]): [string, string] => [
		name.toLowerCase(),
		String(value),
	]);
	const isSuccess = statusCode >= 200 && statusCode < 300;
	const text = await readText(body, isSuccess ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES);
	return {
		status: statusCode,
		headers: Object.fromEntries(named),
		text: text.replace(BYTE_ORDER_MARK, ''),
	};
};

export type Context = IExecuteFunctions | ILoadOptionsFunctions;

/** What a header cannot carry; n8n's HTTP client would send something else instead. */
const NOT_IN_HEADERS = /[^\x20-\x7e]/;

const MAX_CODE_LENGTH = 60;

/** Finds the code under n8n's wrapping. Everything else there may contain the request's headers. */
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

	const exchange = async (options: IHttpRequestOptions, signal: AbortSignal) => {
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
		if (url === undefined) {
			return { kind: 'unsendable', reason: 'one of its values is not valid Unicode text' };
		}
		if (Object.values(request.headers ?? {}).some((value) => NOT_IN_HEADERS.test(value))) {
			const reason = 'one of its values has a character that a header cannot carry';
			return { kind: 'unsendable', reason };
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
