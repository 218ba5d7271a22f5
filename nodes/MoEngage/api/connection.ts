import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { readCredential, type Workspace } from './credential';
import { TimeUp, type TimeLimit } from './deadline';
import { createRedact } from './redact';
import { buildUrl, readResponse, type MoEngageRequest, type Send } from './request';

/** A workspace, and the function that makes one attempt to send a request there. */
export interface Connection {
	workspace: Workspace;
	send: Send;
}

type Context = IExecuteFunctions | ILoadOptionsFunctions;

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
	limit: TimeLimit,
): Connection => {
	const { workspace, apiKey } = readCredential(data);
	const redact = createRedact(workspace.id, apiKey);
	// n8n would read and decrypt the credential for each request. Of a decrypted one, it reads the data.
	const credentialsDecrypted = { id: '', name: '', type: 'moEngageApi', data };

	const exchange = async (options: IHttpRequestOptions, signal: AbortSignal) => {
		const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, signal),
			'moEngageApi',
			{ ...options, abortSignal: signal },
			{ credentialsDecrypted },
		);
		return await readResponse(response);
	};

	const send: Send = async (request) => {
		const options = createOptions(buildUrl(workspace, request), request);
		try {
			const answer = await limit(async (signal) => await exchange(options, signal));
			// Gateways may echo the credential's secrets.
			return { kind: 'answer', ...answer, text: redact(answer.text) };
		} catch (error) {
			return { kind: 'noAnswer', code: findCode(error), timedOut: error instanceof TimeUp };
		}
	};

	return { workspace, send };
};
