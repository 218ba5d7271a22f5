import type { IncomingHttpHeaders } from 'node:http';

import { parseBody } from './checks';
import { readBasicCredentials } from './directory';
import type { EndpointName } from './endpoints/names';
import type { ArrivedRequest, Processed } from './exchange';
import { writeReason } from './refusals';
import type { ReceivedRequest } from './requestLog';

const maskAuthorization = (authorization: string): string =>
	`(basic auth of ${readBasicCredentials(authorization)?.user ?? 'nobody'})`;

const describeHeaders = (headers: IncomingHttpHeaders): Record<string, string> => {
	const described: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined) continue;
		const text = Array.isArray(value) ? value.join(', ') : value;
		described[name] = name === 'authorization' ? maskAuthorization(text) : text;
	}
	return described;
};

/** The log shows no key, not even the sandbox's own. */
export const maskSecret = (body: unknown): unknown => {
	if (typeof body === 'object' && body !== null && 'app_secret' in body) {
		return { ...body, app_secret: '(hidden)' };
	}
	return typeof body === 'string' && body.includes('app_secret') ? '(hidden)' : body;
};

/** Also bodies that nobody looked at, because the request was turned away before. */
const describeBody = (bytes: Buffer): unknown => {
	if (bytes.length === 0) return undefined;
	const parsed = parseBody(bytes);
	return 'body' in parsed ? parsed.body : bytes.toString('utf8');
};

/** What the log keeps of a request, without the key. */
export const createLogEntry = (
	request: ArrivedRequest,
	path: string,
	parameters: URLSearchParams,
	endpoint: EndpointName | undefined,
	{ reply, body, applied, refusal, fault }: Processed,
): ReceivedRequest => ({
	at: Date.now(),
	endpoint,
	method: request.method,
	path,
	query: Object.fromEntries(parameters),
	headers: describeHeaders(request.headers),
	body: maskSecret(body ?? describeBody(request.bytes)),
	status: reply.status,
	applied,
	...(refusal ? { refused: writeReason(refusal) } : {}),
	...(fault ? { fault: fault.kind } : {}),
});
