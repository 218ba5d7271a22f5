import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

import type { Refusal, RefusalReason } from './refusals';

/**
 * MoEngage's error bodies: `data` on endpoints 1 to 4, `bulkResubscribe` on 5, `landingPage` on 6 to 8
 * (6 answers a bad request with a bare message), `optIn` on 9, `v5` on 10 to 12.
 */
export const errorShapes = [
	'data',
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

interface Words {
	/** `error.type` on endpoints 1 to 4. */
	data: string;
	/** `error.err_code` on endpoint 5. */
	bulkResubscribe: string;
	/** `title` on endpoints 6 to 8. */
	landingPage: string;
	/** `error.message` on endpoint 9. */
	optIn: string;
	/** `error.code` on endpoints 10 to 12. */
	v5: string;
}

const invalidData = 'Request Data is invalid';

const words: Record<RefusalReason, Words> = {
	missing: {
		data: 'MissingAttributeError',
		bulkResubscribe: 'InvalidFieldValue',
		landingPage: 'Invalid Params',
		optIn: invalidData,
		v5: 'REQUIRED_FIELD_MISSING',
	},
	wrongType: {
		data: 'AttributeError',
		bulkResubscribe: 'InvalidFieldValue',
		landingPage: 'Invalid Params',
		optIn: invalidData,
		v5: 'INVALID_TYPE',
	},
	invalid: {
		data: 'ValueError',
		bulkResubscribe: 'InvalidInput',
		landingPage: 'Invalid Params',
		optIn: invalidData,
		v5: 'INVALID_VALUE',
	},
	unknownKey: {
		data: 'AttributeError',
		bulkResubscribe: 'BadRequest',
		landingPage: 'Invalid Params',
		optIn: invalidData,
		v5: 'UNKNOWN_FIELD',
	},
	malformedJson: {
		data: 'Malformed JSON',
		bulkResubscribe: 'BadRequest',
		landingPage: 'Invalid Payload',
		optIn: invalidData,
		v5: 'MALFORMED_JSON',
	},
	tooMany: {
		data: 'ValueError',
		bulkResubscribe: 'BadRequest',
		landingPage: 'Payload Limit Exceeded',
		optIn: invalidData,
		v5: 'OUT_OF_RANGE',
	},
	credentials: {
		data: 'Authentication required',
		bulkResubscribe: 'AuthenticationFailed',
		landingPage: 'Authentication required',
		optIn: 'Authentication failed',
		v5: 'UNAUTHORIZED',
	},
	headerMissing: {
		data: 'Header required',
		bulkResubscribe: 'HeaderMissing',
		landingPage: 'Header required',
		optIn: 'Authentication failed',
		v5: 'REQUIRED_HEADER_MISSING',
	},
	blocked: {
		data: 'BlockedClient',
		bulkResubscribe: 'BlockedClient',
		landingPage: 'BlockedClient',
		optIn: 'Account blocked',
		v5: 'ACCOUNT_BLOCKED',
	},
	suspended: {
		data: 'Account Suspended',
		bulkResubscribe: 'AccountSuspended',
		landingPage: 'Account Suspended',
		optIn: 'Account suspended',
		v5: 'ACCOUNT_SUSPENDED',
	},
	temporarilySuspended: {
		data: 'Account Temporarily Suspended',
		bulkResubscribe: 'AccountTemporarilySuspended',
		landingPage: 'Account Temporarily Suspended',
		optIn: 'Account temporarily suspended',
		v5: 'ACCOUNT_TEMPORARILY_SUSPENDED',
	},
	forbidden: {
		data: 'Forbidden',
		bulkResubscribe: 'Forbidden',
		landingPage: 'Forbidden',
		optIn: 'Forbidden',
		v5: 'FORBIDDEN',
	},
	featureOff: {
		data: 'Forbidden',
		bulkResubscribe: 'Forbidden',
		landingPage: 'Forbidden',
		optIn: 'Feature not enabled',
		v5: 'FORBIDDEN',
	},
	notFound: {
		data: 'NotFound',
		bulkResubscribe: 'NotFound',
		landingPage: 'User Not Found',
		optIn: invalidData,
		v5: 'NOT_FOUND',
	},
	method: {
		data: 'Method Not Allowed',
		bulkResubscribe: 'MethodNotAllowed',
		landingPage: 'Method Not Allowed',
		optIn: 'Method not allowed',
		v5: 'METHOD_NOT_ALLOWED',
	},
	appKeyMismatch: {
		data: 'App key mismatch',
		bulkResubscribe: 'HeaderMismatch',
		landingPage: 'App key mismatch',
		optIn: 'App key mismatch',
		v5: 'APP_KEY_MISMATCH',
	},
	secretMissing: {
		data: 'API SECRET not configured',
		bulkResubscribe: 'SecretNotConfigured',
		landingPage: 'API SECRET not configured',
		optIn: 'API SECRET not configured',
		v5: 'SECRET_NOT_CONFIGURED',
	},
	ambiguousUser: {
		data: 'Conflict',
		bulkResubscribe: 'Conflict',
		landingPage: 'Conflict',
		optIn: invalidData,
		v5: 'MULTIPLE_USERS_FOUND',
	},
	idempotencyKeyMissing: {
		data: 'Header required',
		bulkResubscribe: 'HeaderMissing',
		landingPage: 'Header required',
		optIn: invalidData,
		v5: 'MISSING_IDEMPOTENCY_KEY',
	},
	idempotencyKeyInvalid: {
		data: 'ValueError',
		bulkResubscribe: 'InvalidInput',
		landingPage: 'Invalid Params',
		optIn: invalidData,
		v5: 'INVALID_IDEMPOTENCY_KEY',
	},
	idempotencyConflict: {
		data: 'Conflict',
		bulkResubscribe: 'Conflict',
		landingPage: 'Conflict',
		optIn: invalidData,
		v5: 'IDEMPOTENCY_CONFLICT',
	},
	tooLarge: {
		data: 'PayloadTooLarge',
		bulkResubscribe: 'PayloadTooLarge',
		landingPage: 'Payload Too Large',
		optIn: 'Payload too large',
		v5: 'PAYLOAD_TOO_LARGE',
	},
	mediaType: {
		data: 'Unsupported media type',
		bulkResubscribe: 'HeaderMissing',
		landingPage: 'Unsupported media type',
		optIn: 'Unsupported media type',
		v5: 'UNSUPPORTED_MEDIA_TYPE',
	},
	rateLimit: {
		data: 'Rate Limits Exceeded',
		bulkResubscribe: 'TooManyRequests',
		landingPage: 'Rate-Limit Reached',
		optIn: 'Rate limit exceeded',
		v5: 'RATE_LIMITED',
	},
	serverFailure: {
		data: 'ServerError',
		bulkResubscribe: 'INTERNAL_SERVER_ERROR',
		landingPage: 'Internal Error',
		optIn: 'Something went wrong, Please contact MoEngage Team.',
		v5: 'INTERNAL_ERROR',
	},
	unavailable: {
		data: 'ServiceUnavailable',
		bulkResubscribe: 'SERVICE_UNAVAILABLE',
		landingPage: 'Service Unavailable',
		optIn: 'Service unavailable',
		v5: 'SERVICE_UNAVAILABLE',
	},
};

const optionalAttribute = <Name extends string>(name: Name, attribute?: string) =>
	attribute === undefined ? {} : { [name]: attribute };

/** What v5 says beside the code when several fields could be at fault: its details name them. */
const writeV5Body = (refusal: Refusal) => {
	const code = words[refusal.reason].v5;
	const { attribute, message } = refusal;
	const isValidation = refusal.status === 400 && attribute !== undefined;
	return {
		response_id: createAnswerId(12),
		error: {
			code: isValidation ? 'VALIDATION_FAILED' : code,
			message: isValidation ? 'Request validation failed.' : message,
			...optionalAttribute('target', attribute),
			details: attribute === undefined ? [] : [{ code, target: attribute, message }],
		},
	};
};

/** `undefined`: MoEngage sends this answer without a body. */
export const writeErrorBody = (shape: ErrorShape, refusal: Refusal): object | undefined => {
	const { status, reason, attribute, message } = refusal;
	switch (shape) {
		case 'data':
			return {
				status: 'fail',
				error: {
					...optionalAttribute('attribute', attribute),
					message,
					type: words[reason].data,
					request_id: createAnswerId(8),
				},
			};
		case 'bulkResubscribe':
			return {
				response_id: createAnswerId(10),
				error: { message, err_code: words[reason].bulkResubscribe },
			};
		case 'landingPageGet':
			return status === 400
				? { message: 'Invalid Params Received' }
				: { title: words[reason].landingPage, description: message };
		case 'landingPage':
			if (reason === 'missing' && attribute === 'categories') {
				return { title: 'Categories Required', description: 'Categories Preferences Required' };
			}
			return { title: words[reason].landingPage, description: message };
		case 'optIn':
			if (status === 429) return undefined;
			return {
				error: {
					code: `${status} ${STATUS_CODES[status] ?? ''}`,
					message: words[reason].optIn,
					...(status >= 500
						? {}
						: { details: { ...optionalAttribute('target', attribute), message } }),
				},
			};
		case 'v5':
			return writeV5Body(refusal);
	}
};
