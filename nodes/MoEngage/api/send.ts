import type {
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

import type { Endpoint } from './endpoints';
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

/** What came of one attempt: MoEngage's answer as text, or no answer at all. */
export type Attempt =
	| { kind: 'answer'; status: number; headers: IDataObject; text: string }
	| { kind: 'noAnswer'; code: string; timedOut: boolean; hopeless: boolean };

export type Send = (request: MoEngageRequest) => Promise<Attempt>;

const responseSchema = z.object({
	statusCode: z.number(),
	headers: z.custom<object>((value) => typeof value === 'object' && value !== null),
	body: z.unknown(),
});

const readResponse = (response: unknown): Attempt => {
	const { statusCode, headers, body } = responseSchema.parse(response);
	const entries = Object.entries(headers).map(([name, value]) => [
		name.toLowerCase(),
		String(value),
	]);
	return {
		kind: 'answer',
		status: statusCode,
		headers: Object.fromEntries(entries),
		text: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
	};
};

const TIME_OUT_CODES = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/** Codes of what no repetition mends: certificates, addresses and headers that cannot be used. */
const HOPELESS_CODE =
	/CERT|ERR_TLS|SELF_SIGNED|SSRF|ERR_INVALID|ERR_BAD_OPTION|UNABLE_TO_(GET|VERIFY)/;

/** Finds the code under n8n's wrapping. Everything else there may hold the request's headers. */
const findCode = (error: unknown): string => {
	for (let inner = error; inner instanceof Error; inner = inner.cause) {
		if ('code' in inner && typeof inner.code === 'string') return inner.code;
	}
	return '';
};

const buildUrl = (
	{ baseUrl, id }: Workspace,
	{ endpoint, query = {} }: MoEngageRequest,
): string => {
	const path = endpoint.path.replaceAll('{workspaceId}', encodeURIComponent(id));
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
	);
	return pairs.length === 0 ? baseUrl + path : `${baseUrl}${path}?${pairs.join('&')}`;
};

/**
 * Builds the function that makes one attempt through n8n's own helper, which adds the credential.
 *
 * @param credentials Decrypted once for all requests; n8n would otherwise read and decrypt it each time
 * @param timeout Milliseconds without an answer until the attempt is given up
 */
export const createSend = (
	context: IExecuteFunctions | ILoadOptionsFunctions,
	workspace: Workspace,
	credentials: ICredentialsDecrypted,
	timeout: number,
	abortSignal?: AbortSignal,
): Send => {
	return async (request) => {
		const { endpoint, headers, body } = request;
		const options: IHttpRequestOptions = {
			method: endpoint.method,
			url: buildUrl(workspace, request),
			headers: {
				Accept: 'application/json',
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...headers,
			},
			body,
			timeout,
			abortSignal,
			// The answer is read here, whatever its status: n8n would repeat a 401 by itself.
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// A redirect could carry the credential to another host.
			disableFollowRedirect: true,
		};
		let response: unknown;
		try {
			response = await context.helpers.httpRequestWithAuthentication.call(
				context,
				'moEngageApi',
				options,
				{ credentialsDecrypted: credentials },
			);
		} catch (error) {
			const code = findCode(error);
			return {
				kind: 'noAnswer',
				code,
				timedOut: TIME_OUT_CODES.has(code),
				hopeless: HOPELESS_CODE.test(code),
			};
		}
		return readResponse(response);
	};
};
