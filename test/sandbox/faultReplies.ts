import type { IncomingHttpHeaders } from 'node:http';

import type { Endpoint } from './endpoints/endpoint';
import type { Fault, FaultKind } from './faults';
import type { Refusal } from './refusals';
import { writeJson, writeRefusal, type Reply } from './replies';

const writeHtml = (status: number, title: string): Reply => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n<hr><center>openresty</center>\n</body>\n</html>\n`,
});

const faultRefusals: Partial<Record<FaultKind, Refusal>> = {
	'500': {
		status: 500,
		reason: 'serverFailure',
		message:
			'An unexpected error was encountered while processing this request. Please contact MoEngage Team',
	},
	'503': {
		status: 503,
		reason: 'unavailable',
		message: 'The service is temporarily unavailable. Please try again later.',
	},
	'503retryAfter': {
		status: 503,
		reason: 'unavailable',
		message: 'The service is temporarily unavailable. Please try again later.',
	},
	'400': { status: 400, reason: 'invalid', message: 'Request data is invalid' },
	'401': {
		status: 401,
		reason: 'credentials',
		message: 'App Secret key mismatch. Please login to the dashboard to verify key',
	},
	'403': {
		status: 403,
		reason: 'forbidden',
		message: 'The API key does not cover this API',
	},
	'403blocked': {
		status: 403,
		reason: 'blocked',
		message: 'Your account is suspended. Please contact MoEngage team.',
	},
	'409secret': {
		status: 409,
		reason: 'secretMissing',
		message:
			'This response is returned when the authorization fails due to the APP SECRET key not being set on the Dashboard.',
	},
	'413': { status: 413, reason: 'tooLarge', message: 'Payload size exceeds 128 KB' },
	'415': { status: 415, reason: 'mediaType', message: 'Content type is not supported' },
};

const writePlausibleAnswer = (): Reply =>
	writeJson(200, {
		status: 'success',
		message: 'Your request has been accepted and will be processed soon.',
	});

/** A gateway that shows what it received, to help its operators. */
const writeEcho = (endpoint: Endpoint, status: 200 | 400, headers: IncomingHttpHeaders): Reply => {
	const text = JSON.stringify(headers);
	return status === 200
		? writeJson(200, { status: 'success', message: 'Accepted', request: { headers } })
		: writeRefusal(endpoint, { status, reason: 'invalid', message: `Cannot use ${text}` });
};

const writeRedirect = (status: 302 | 307, location: string): Reply => ({
	status,
	headers: { location },
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
	const whole = reply?.body ? reply : writePlausibleAnswer();
	switch (fault.kind) {
		case '403html':
			return writeHtml(403, '403 Forbidden');
		case '407html':
			return writeHtml(407, '407 Proxy Authentication Required');
		case 'redirect302':
			return writeRedirect(302, fault.location);
		case 'redirect307':
			return writeRedirect(307, fault.location);
		case 'echo200':
			return writeEcho(endpoint, 200, headers);
		case 'echo400':
			return writeEcho(endpoint, 400, headers);
		case '204':
			return { status: 204, headers: {}, body: '' };
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
			return { status: 429, headers: {}, body: '' };
		case '429envoy':
			return { status: 429, headers: { 'x-envoy-ratelimited': 'true' }, body: '' };
		case 'emptyBody':
			return { status: 200, headers: {}, body: '' };
		case 'reset':
		case 'hang':
			return { status: 0, headers: {}, body: '', ending: fault.kind };
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
