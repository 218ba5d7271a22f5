import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

import type { Refusal } from './refusals';

/**
 * MoEngage's error bodies. `landingPageGet` differs from `landingPage` in a bad request only, which
 * it answers with a bare message; `deleteUser` differs from `data` in 429 and 5xx.
 */
export const errorShapes = [
	'data',
	'deleteUser',
	'bulkResubscribe',
	'landingPageGet',
	'landingPage',
	'optIn',
	'v5',
] as const;

export type ErrorShape = (typeof errorShapes)[number];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id of letters, as MoEngage gives requests (8) and responses (10). */
export const createAnswerId = (length: number): string => {
	let id = '';
	for (const byte of randomBytes(length)) id += letters.charAt(byte % letters.length);
	return id;
};

/**
 * `error.type` of the data endpoints, `error.err_code` of the resubscription, `title` on landing
 * pages, and `error.message` of the opt-in. Version 5 has one code for each status.
 */
type Words = readonly [data: string, bulkResubscribe: string, landingPage: string, optIn: string];

const badParams = 'Invalid Params';
const badOptIn = 'Request Data is invalid';
const projectCode = 'MOE-PROJECT-CODE';

const words = {
	missing: ['MissingAttributeError', 'InvalidFieldValue', badParams, badOptIn],
	wrongType: ['AttributeError', 'InvalidFieldValue', badParams, badOptIn],
	invalid: ['ValueError', 'InvalidInput', badParams, badOptIn],
	unknownKey: ['AttributeError', 'InvalidRequestBody', badParams, badOptIn],
	malformedJson: ['Malformed JSON', 'InvalidRequestBody', 'Invalid Payload', badOptIn],
	tooMany: ['ValueError', 'BadRequest', 'Payload Limit Exceeded', badOptIn],
	limitBreached: ['LimitBreached', 'BadRequest', 'Payload Limit Exceeded', badOptIn],
	arrayField: ['ArrayFieldError', 'InvalidInput', badParams, badOptIn],
	unknownCategory: ['ValueError', 'InvalidInput', badParams, badOptIn],
	appIdMissing: ['ParamsRequired', 'BadRequest', badParams, badOptIn],
	appIdInvalid: ['InvalidParams', 'BadRequest', badParams, badOptIn],
	projectCode: ['Header required', 'InvalidHeaderValue', projectCode, badOptIn],
	credentials: [
		'Authentication required',
		'AuthenticationFailed',
		'Authentication required',
		'Authentication failed',
	],
	headerMissing: ['Header required', 'HeaderMissing', 'Header required', 'Authentication failed'],
	blocked: ['BlockedClient', 'BlockedClient', 'BlockedClient', 'Account blocked'],
	forbidden: ['Forbidden', 'Forbidden', 'Forbidden', 'Forbidden'],
	ipNotListed: ['Forbidden', 'Forbidden', 'Forbidden', 'Forbidden'],
	notFound: ['NotFound', 'NotFound', 'User Not Found', badOptIn],
	unknownUser: ['Not Found', 'NotFound', 'User Not Found', badOptIn],
	method: ['Method Not Allowed', 'MethodNotAllowed', 'Method Not Allowed', 'Method not allowed'],
	appKeyMismatch: ['App key mismatch', 'HeaderMismatch', 'App key mismatch', 'App key mismatch'],
	secretMissing: [
		'API SECRET not configured',
		'SecretNotConfigured',
		'API SECRET not configured',
		'API SECRET not configured',
	],
	ambiguousUser: ['Conflict', 'Conflict', 'Conflict', badOptIn],
	idempotencyKey: ['ValueError', 'InvalidInput', badParams, badOptIn],
	idempotencyConflict: ['Conflict', 'Conflict', 'Conflict', badOptIn],
	tooLarge: ['PayloadTooLarge', 'PayloadTooLarge', 'Payload Too Large', 'Payload too large'],
	mediaType: [
		'Unsupported media type',
		'HeaderMissing',
		'Unsupported media type',
		'Unsupported media type',
	],
	rateLimit: [
		'Rate Limits Exceeded',
		'TooManyRequests',
		'Rate-Limit Reached',
		'Rate limit exceeded',
	],
	serverFailure: [
		'ServerError',
		'INTERNAL_SERVER_ERROR',
		'Internal Error',
		'Something went wrong, Please contact MoEngage Team.',
	],
	unavailable: [
		'ServiceUnavailable',
		'SERVICE_UNAVAILABLE',
		'Service Unavailable',
		'Service unavailable',
	],
} satisfies Record<string, Words>;

/** Why MoEngage refuses a request. */
export type RefusalReason = keyof typeof words;

/** The codes of version 5; those of 405, 415 and 503 are not documented. */
const v5Codes = new Map([
	[400, 'BadArgument'],
	[401, 'Unauthorized'],
	[403, 'Forbidden'],
	[404, 'NotFound'],
	[405, 'MethodNotAllowed'],
	[409, 'Conflict'],
	[413, 'PayloadTooLarge'],
	[415, 'UnsupportedMediaType'],
	[429, 'TooManyRequests'],
	[500, 'InternalServerError'],
	[503, 'ServiceUnavailable'],
]);

const optionalAttribute = <Name extends string>(name: Name, attribute?: string) =>
	attribute === undefined ? {} : { [name]: attribute };

/** `undefined`: MoEngage sends this answer without a body. */
export const writeErrorBody = (shape: ErrorShape, refusal: Refusal): object | undefined => {
	const { status, reason, attribute, message } = refusal;
	const [data, bulkResubscribe, landingPage, optIn] = words[reason];
	if (reason === 'ipNotListed') return { error: 'IP Validation Required', message };
	switch (shape) {
		case 'deleteUser':
			if (status === 429 || status >= 500) {
				return { status: 'fail', title: data, description: message };
			}
			return writeErrorBody('data', refusal);
		case 'data':
			return {
				status: 'fail',
				error: {
					...optionalAttribute('attribute', attribute),
					message,
					type: data,
					request_id: createAnswerId(8),
				},
			};
		case 'bulkResubscribe':
			return { response_id: createAnswerId(10), error: { message, err_code: bulkResubscribe } };
		case 'landingPageGet':
			return status === 400 && reason !== 'projectCode'
				? { message: 'Invalid Params Received' }
				: { title: landingPage, description: message };
		case 'landingPage':
			if (reason === 'missing' && attribute === 'categories') {
				return { title: 'Categories Required', description: 'Categories Preferences Required' };
			}
			return { title: landingPage, description: message };
		case 'optIn':
			if (status === 429) return undefined;
			return {
				error: {
					code: `${status} ${STATUS_CODES[status] ?? ''}`,
					message: optIn,
					...(status >= 500
						? {}
						: { details: { ...optionalAttribute('target', attribute), message } }),
				},
			};
		case 'v5':
			return {
				error: {
					code: v5Codes.get(status) ?? String(status),
					message,
					target: attribute ?? 'request',
				},
			};
	}
};
