import type { IncomingHttpHeaders } from 'node:http';

import { accountRefusals } from './checks';
import { keyMismatch, secretMissing } from './directory';
import { accepted, type Endpoint } from './endpoints/endpoint';
import type { Fault, FaultKind } from './faults';
import { toRefusal, type Refusal } from './refusals';
import { writeJson, writeRefusal, type Reply } from './replies';

const writeHtml = (status: number, title: string): Reply => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n<hr><center>openresty</center>\n</body>\n</html>\n`,
});

const unavailable = toRefusal(
	503,
	'unavailable',
	'The service is temporarily unavailable. Please try again later.',
);

const faultRefusals: Partial<Record<FaultKind, Refusal>> = {
	'500': toRefusal(
		500,
		'serverFailure',
		'An unexpected error was encountered while processing this request. Please contact MoEngage Team',
	),
	'503': unavailable,
	'503retryAfter': unavailable,
	'400': toRefusal(400, 'invalid', 'Request data is invalid'),
	'401': keyMismatch,
	'403': toRefusal(403, 'forbidden', 'The API key does not cover this API'),
	'403blocked': accountRefusals.blocked,
	'409secret': secretMissing,
	'413': toRefusal(413, 'tooLarge', 'Payload size exceeds 128 KB'),
	'415': toRefusal(415, 'mediaType', 'Content type is not supported'),
};

/** A gateway that shows what it received, to help its operators. */
const writeEcho = (endpoint: Endpoint, status: 200 | 400, headers: IncomingHttpHeaders): Reply => {
	const text = JSON.stringify(headers);
	return status === 200
		? writeJson(200, { status: 'success', message: 'Accepted', request: { headers } })
		: writeRefusal(endpoint, toRefusal(status, 'invalid', `Cannot use ${text}`));
};

/** An answer without a body. */
const writeEmpty = (status: number, headers: Reply['headers'] = {}): Reply => ({
	status,
	headers,
	body: '',
});

const writeDeepJson = (depth: number): Reply => ({
	status: 200,
	headers: { 'content-type': 'application/json' },
	body: `{"status":"success","data":${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}}`,
});

/**
 * What the client gets instead of the true reply.
 * @param headers - those of the request
 * @param reply - the true reply, where the request took effect before the fault
 */
export const writeFault = (
	endpoint: Endpoint,
	fault: Fault,
	headers: IncomingHttpHeaders,
	reply: Reply | undefined,
): Reply => {
	const whole = reply?.body ? reply : writeJson(200, accepted);
	switch (fault.kind) {
		case '403html':
			return writeHtml(403, '403 Forbidden');
		case '407html':
			return writeHtml(407, '407 Proxy Authentication Required');
		case 'redirect302':
			return writeEmpty(302, { location: fault.location });
		case 'redirect307':
			return writeEmpty(307, { location: fault.location });
		case 'echo200':
			return writeEcho(endpoint, 200, headers);
		case 'echo400':
			return writeEcho(endpoint, 400, headers);
		case '204':
			return writeEmpty(204);
		case 'dribble':
			return { ...whole, ending: 'dribble', everyMs: fault.everyMs };
		case 'endless':
			return { ...whole, status: 200, ending: 'endless' };
		case 'huge':
			return writeJson(200, { status: 'success', message: 'x'.repeat(fault.size) });
		case 'deepJson':
			return writeDeepJson(fault.depth);
		case '502html':
			return writeHtml(502, '502 Bad Gateway');
		case 'html200':
			return writeHtml(200, 'Please sign in to continue');
		case '429bare':
			return writeEmpty(429);
		case '429envoy':
			return writeEmpty(429, { 'x-envoy-ratelimited': 'true' });
		case 'emptyBody':
			return writeEmpty(200);
		case 'reset':
		case 'hang':
			return { ...writeEmpty(0), ending: fault.kind };
		case 'cutJson':
			return { ...whole, status: 200, body: whole.body.slice(0, whole.body.length / 2) };
		case 'cutBody':
			return { ...whole, status: 200, ending: 'cutBody' };
		default: {
			const refusal = faultRefusals[fault.kind];
			if (!refusal) return whole;
			const refused = writeRefusal(endpoint, refusal);
			if (fault.kind === '503retryAfter') {
				refused.headers['retry-after'] = String(fault.retryAfterSeconds);
			}
			return refused;
		}
	}
};
