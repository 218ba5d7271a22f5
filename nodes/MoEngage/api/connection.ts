import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { readCredential, type Workspace } from './credential';
import { Deadlines } from './deadline';
import { createRedact } from './redact';
import { buildUrl, readResponse, type MoEngageRequest, type Send } from './request';

/** A workspace, and the function that makes one attempt to send a request there. */
export interface Connection {
	workspace: Workspace;
	send: Send;
}

export interface ConnectionOptions {
	/** Milliseconds from the start of an attempt to the last byte of its answer. */
	timeout: number;
	/** Ends each attempt at once. */
	signal?: AbortSignal;
}

type Context = IExecuteFunctions | ILoadOptionsFunctions;

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

/**
 * Builds the connection that a decrypted credential opens. Attempts are made through n8n's own helper,
 * which adds the credential.
 *
 * @throws InvalidCredential
 */
export const createConnection = (
	context: Context,
	data: ICredentialDataDecryptedObject,
	{ timeout, signal: cancelled }: ConnectionOptions,
): Connection => {
	const { workspace, apiKey } = readCredential(data);
	const redact = createRedact(workspace.id, apiKey);
	const deadlines = new Deadlines(timeout, cancelled);
	// n8n would read and decrypt the credential for each request. Of a decrypted one, it reads the data.
	const credentialsDecrypted = { id: '', name: '', type: 'moEngageApi', data };

	const exchange = async (options: IHttpRequestOptions, signal: AbortSignal) => {
		const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, signal),
			'moEngageApi',
			{ ...options, abortSignal: signal },
			{ credentialsDecrypted },
		);
		const { text, ...reply } = await readResponse(response);
		// Gateways may echo the credential's secrets.
		return { ...reply, text: redact(text) };
	};

	const send: Send = async (request) => {
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

	return { workspace, send };
};

/**
 * Decrypts the node's credential and builds its connection.
 *
 * @throws InvalidCredential
 */
export const connect = async (context: Context, options: ConnectionOptions): Promise<Connection> =>
	createConnection(context, await context.getCredentials('moEngageApi'), options);
