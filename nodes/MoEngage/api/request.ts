import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Workspace } from './credential';
import type { Endpoint } from './endpoints';
import { isObject } from './json';

/** A request, ready to be sent and to be repeated as it is. */
export interface MoEngageRequest {
	endpoint: Endpoint;
	/** What is undefined is not sent. */
	query?: Record<string, string | undefined>;
	headers?: Record<string, string>;
	/** JSON text. */
	body?: string;
	/** How it is sent, if not as others of its workspace, where a credential differs from item to item. */
	send?: Send;
}

/** An answer as it came, apart from the credential's secrets, which are hidden in it. */
export interface HttpResponse {
	status: number;
	/** By name in lower case, as Node.js gives them. */
	headers: IDataObject;
	text: string;
}

/** What came of one attempt. */
export type Attempt =
	| ({ kind: 'answer' } & HttpResponse)
	| { kind: 'noAnswer'; code: string; timedOut: boolean };

export type Send = (request: MoEngageRequest) => Promise<Attempt>;

/** Writes the address of a request. Its values are valid Unicode, since readers check them. */
export const buildUrl = (
	{ baseUrl, id, projectCode }: Workspace,
	{ endpoint, query }: Pick<MoEngageRequest, 'endpoint' | 'query'>,
): string => {
	const project = endpoint.projectCode === 'query' ? { project_code: projectCode } : {};
	let url = baseUrl + endpoint.path.replaceAll('{workspaceId}', encodeURIComponent(id));
	for (const [name, value] of Object.entries({ ...query, ...project })) {
		if (value === undefined) continue;
		const separator = url.includes('?') ? '&' : '?';
		url += `${separator}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
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
	// Unlike Buffer's, its text has no byte order mark.
	return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes));
};

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Reads a response of n8n's helper to its end, which comes early when its signal is aborted. */
export const readResponse = async ({
	statusCode: status,
	headers,
	body,
}: Omit<IN8nHttpFullResponse, 'body'> & { body: unknown }): Promise<HttpResponse> => {
	const text = await readText(body, isSuccess(status) ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES);
	return { status, headers, text };
};
