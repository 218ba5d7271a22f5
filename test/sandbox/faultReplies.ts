import { keyMismatch } from './directory';
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
	'403blocked': toRefusal(
		403,
		'blocked',
		'Your account is suspended. Please contact MoEngage team.',
	),
	'409secret': toRefusal(
		409,
		'secretMissing',
		'This response is returned when the authorization fails due to the APP SECRET key not being set on the Dashboard.',
	),
	'413': toRefusal(413, 'tooLarge', 'Payload size exceeds 128 KB'),
	'415': toRefusal(415, 'mediaType', 'Content type is not supported'),
};

/** Answers that are the same whatever the endpoint. */
const fixedReplies: Partial<Record<FaultKind, Reply>> = {
	'403html': writeHtml(403, '403 Forbidden'),
	'502html': writeHtml(502, '502 Bad Gateway'),
	html200: writeHtml(200, 'Please sign in to continue'),
	error200: writeJson(200, { status: 'error' }),
};

/** An answer without a body. */
const writeEmpty = (status: number, headers: Reply['headers'] = {}): Reply => ({
	status,
	headers,
	body: '',
});

/**
 * What the client gets instead of the true reply.
 * @param reply - the true reply, where the request took effect before the fault
 */
export const writeFault = (endpoint: Endpoint, fault: Fault, reply: Reply | undefined): Reply => {
	const whole = reply?.body ? reply : writeJson(200, accepted);
	const fixed = fixedReplies[fault.kind];
	if (fixed) return { ...fixed, headers: { ...fixed.headers } };
	switch (fault.kind) {
		case 'redirect307':
			return writeEmpty(307, { location: 'https://elsewhere.invalid/' });
		case '429bare':
			return writeEmpty(429);
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
			// Newer gateways tell the scope of a key from a blocked account by this header.
			if (fault.kind === '403') refused.headers['moengage-auth-error-code'] = 'ER004';
			return refused;
		}
	}
};
