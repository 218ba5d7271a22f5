import type { Endpoint } from './endpoints/endpoint';
import { writeErrorBody } from './errorBodies';
import type { Fault, FaultKind } from './faults';
import type { Refusal } from './refusals';

/** What is sent back, and how whole it arrives. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	/** Empty: no body. */
	body: string;
	/** `reset` and `hang` send nothing; `cutBody` breaks the connection in the middle of the body. */
	ending?: 'reset' | 'hang' | 'cutBody';
}

export const writeJson = (status: number, body: object | undefined): Reply =>
	body === undefined
		? { status, headers: {}, body: '' }
		: {
				status,
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			};

export const writeRefusal = (endpoint: Endpoint, refusal: Refusal): Reply =>
	writeJson(refusal.status, writeErrorBody(endpoint.errors, refusal));

/** What the gateway in front of MoEngage answers for a path that leads nowhere. */
export const writeRouteNotFound = (): Reply => ({
	status: 404,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
	body: '{"error_msg":"404 Route Not Found"}\n',
});

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

/**
 * What the client gets instead of the true reply.
 * @param reply - the true reply, where the request took effect before the fault
 */
export const writeFault = (endpoint: Endpoint, fault: Fault, reply: Reply | undefined): Reply => {
	const whole = reply?.body ? reply : writePlausibleAnswer();
	switch (fault.kind) {
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
