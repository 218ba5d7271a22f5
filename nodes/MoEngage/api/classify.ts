import type { Cause } from './hints';
import type { Endpoint } from './endpoints';
import type { ErrorBody } from './errorBody';

/** What a rejection is about: `someRecords` where a batch was rejected for some of its records. */
export type RejectionScope = 'someRecords' | 'size' | 'request' | 'record';

/** What an answer that is not a success means for its records and for all other requests. */
export type Meaning =
	| { kind: 'tooManyRequests' }
	/** Worth another try; `ambiguous` where MoEngage may have done what it was asked for. */
	| { kind: 'transient'; ambiguous: boolean }
	/** Not worth another try as it is. */
	| { kind: 'rejected'; scope: RejectionScope }
	/** Concerns every request of the workspace. */
	| { kind: 'fatal' };

export type Classification = Meaning & { cause: Cause };

/** MoEngage's names are written in several ways: `InvalidParams`, `Invalid Params`, `INVALID_PARAMS`. */
const simplify = (name = '') => name.toLowerCase().replace(/[^a-z]/g, '');

const ACCOUNT_TYPES = new Set(['blacklisted', 'paramsrequired', 'invalidheadervalue']);

const REQUEST_TYPES = new Set(['invalidsettings', 'invalidrequestbody']);

/** Where MoEngage names a field in a message: at its beginning, as a whole word. */
const beginsWithField = (message: string, field: string): boolean =>
	new RegExp(`^(["']?)${field}\\1(?![^\\s:])`, 'i').test(message);

const namesField = ({ attribute, message = '' }: ErrorBody, ...fields: string[]): boolean =>
	attribute === undefined
		? fields.some((field) => beginsWithField(message, field))
		: fields.some((field) => simplify(field) === simplify(attribute));

const namesProjectCode = (errorBody: ErrorBody): boolean =>
	namesField(errorBody, 'MOE-PROJECT-CODE') ||
	beginsWithField(errorBody.message ?? '', 'MOE-PROJECT-CODE');

const namesAccount = ({ type, title, message = '' }: ErrorBody): boolean =>
	ACCOUNT_TYPES.has(simplify(type)) ||
	simplify(title) === 'blacklisted' ||
	(simplify(type) === 'invalidparams' && /^Given app_id\b/i.test(message));

const namesRequest = (errorBody: ErrorBody): boolean =>
	REQUEST_TYPES.has(simplify(errorBody.type)) ||
	(simplify(errorBody.type) === 'invalidfieldvalue' && namesField(errorBody, 'esp', 'request_id'));

const namesSecret = ({ type, message = '' }: ErrorBody): boolean =>
	/secret|app_?key/i.test(type ?? '') || /\bap[ip] secret\b|\bapp key mismatch\b/i.test(message);

const namesIdempotencyKey = ({ type, attribute, message = '' }: ErrorBody): boolean =>
	/idempotency/i.test(`${type} ${attribute}`) || /\bidempotency[- ]?key\b/i.test(message);

const saysNotFound = ({ type, title, message }: ErrorBody): boolean =>
	[type, title, message].some((name) => /^(usernot|not)found$/.test(simplify(name)));

/** Reads a rejection of the contents: a 400, or a failure with the status of a success. */
const classifyContents = (endpoint: Endpoint, errorBody: ErrorBody): Classification => {
	if (namesProjectCode(errorBody)) return { kind: 'fatal', cause: 'projectCode' };
	if (namesAccount(errorBody)) return { kind: 'fatal', cause: 'account' };
	if (namesRequest(errorBody)) return { kind: 'rejected', cause: 'request', scope: 'request' };
	const scope = endpoint.batch === undefined ? 'record' : 'someRecords';
	if (simplify(errorBody.title) === 'categoriesrequired') {
		return { kind: 'rejected', cause: 'categories', scope };
	}
	return { kind: 'rejected', cause: saysNotFound(errorBody) ? 'notFound' : 'value', scope };
};

const classifyConflict = (
	{ conflictConcernsRecord }: Endpoint,
	errorBody: ErrorBody,
): Classification => {
	if (conflictConcernsRecord !== true || namesSecret(errorBody)) {
		return { kind: 'fatal', cause: 'secret' };
	}
	const cause = namesIdempotencyKey(errorBody) ? 'idempotencyKey' : 'ambiguousUser';
	return { kind: 'rejected', cause, scope: 'record' };
};

/** What newer gateways of MoEngage say where a key does not cover an API. */
const SCOPE_CODES = new Set(['ER003', 'ER004', 'ER007']);

/** What an answer tells besides its body. */
interface Origin {
	status: number;
	/** Whether the body is not from MoEngage, such as the page of a proxy. */
	isForeign: boolean;
	/** Whether the body has the form in which MoEngage writes the errors of the endpoint. */
	isOwn: boolean;
	/** The header `MOENGAGE-AUTH-ERROR-CODE`. */
	authErrorCode?: string;
}

const classifyAccess = (
	{ status, isForeign, authErrorCode = '' }: Origin,
	errorBody: ErrorBody,
): Cause => {
	if (SCOPE_CODES.has(authErrorCode)) return 'keyScope';
	if (isForeign) return 'proxy';
	// A missing project code is a 401 of the v5 endpoints, and a 400 of all others.
	if (status === 401) {
		return /MOE-PROJECT-CODE/i.test(`${errorBody.attribute} ${errorBody.message}`)
			? 'projectCode'
			: 'credentials';
	}
	return simplify(errorBody.type) === 'ipvalidationrequired' ? 'ipList' : 'access';
};

/** Classifies an answer that is not a success. */
export const classifyStatus = (
	endpoint: Endpoint,
	origin: Origin,
	errorBody: ErrorBody,
): Classification => {
	const { status, isOwn } = origin;
	if (status >= 500) return { kind: 'transient', cause: 'server', ambiguous: !isOwn };
	if (status >= 300 && status < 400) return { kind: 'fatal', cause: 'redirect' };
	switch (status) {
		case 401:
		case 403:
			return { kind: 'fatal', cause: classifyAccess(origin, errorBody) };
		case 404:
			return { kind: 'rejected', cause: 'notFound', scope: 'record' };
		case 407:
			return { kind: 'fatal', cause: 'proxy' };
		case 409:
			return classifyConflict(endpoint, errorBody);
		case 413:
			return { kind: 'rejected', cause: 'size', scope: 'size' };
		case 429:
			return { kind: 'tooManyRequests', cause: 'limit' };
	}
	if (status === 400 || status < 300) return classifyContents(endpoint, errorBody);
	return { kind: 'rejected', cause: 'unexpected', scope: 'record' };
};

const NOT_TRUSTED =
	/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED/;

const NOT_ALLOWED = /SSRF|ERR_INVALID_(URL|PROTOCOL)|ERR_UNSUPPORTED_PROTOCOL|ERR_BAD_OPTION/;

/**
 * Says why no answer came, and whether MoEngage may have got the request all the same.
 *
 * @param code The system's code, empty where it gave none
 */
export const classifyNetworkError = (code: string): Classification => {
	if (NOT_TRUSTED.test(code)) return { kind: 'fatal', cause: 'certificate' };
	if (NOT_ALLOWED.test(code)) return { kind: 'fatal', cause: 'address' };
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return { kind: 'transient', cause: 'unknownHost', ambiguous: false };
		case 'ECONNREFUSED':
			return { kind: 'transient', cause: 'unreachable', ambiguous: false };
		default:
			return { kind: 'transient', cause: 'broken', ambiguous: true };
	}
};
