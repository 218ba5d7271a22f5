import type { Cause } from './causes';
import type { Endpoint } from './endpoints';
import type { ErrorBody } from './errorBody';

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
const findCauseInContents = (errorBody: ErrorBody): Cause => {
	if (namesProjectCode(errorBody)) return 'projectCode';
	if (namesAccount(errorBody)) return 'account';
	if (namesRequest(errorBody)) return 'request';
	if (simplify(errorBody.title) === 'categoriesrequired') return 'categories';
	return saysNotFound(errorBody) ? 'notFound' : 'value';
};

const findCauseOfConflict = ({ conflictConcernsRecord }: Endpoint, errorBody: ErrorBody): Cause => {
	if (!conflictConcernsRecord || namesSecret(errorBody)) return 'secret';
	return namesIdempotencyKey(errorBody) ? 'idempotencyKey' : 'ambiguousUser';
};

/** What newer gateways of MoEngage say where a key does not cover an API. */
const SCOPE_CODES = new Set(['ER003', 'ER004', 'ER007']);

/** What an answer tells besides its body. */
interface Origin {
	status: number;
	/** Whether the body is not from MoEngage, such as the page of a proxy. */
	isForeign: boolean;
	/** The header `MOENGAGE-AUTH-ERROR-CODE`. */
	authErrorCode?: string;
}

const findCauseOfNoAccess = (
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

/** Finds out why an answer is not a success. */
export const findCause = (endpoint: Endpoint, origin: Origin, errorBody: ErrorBody): Cause => {
	const { status } = origin;
	if (status >= 500) return 'server';
	if (status < 300 || status === 400) return findCauseInContents(errorBody);
	if (status < 400) return 'redirect';
	switch (status) {
		case 401:
		case 403:
			return findCauseOfNoAccess(origin, errorBody);
		case 404:
			return 'notFound';
		case 407:
			return 'proxy';
		case 409:
			return findCauseOfConflict(endpoint, errorBody);
		case 413:
			return 'size';
		case 429:
			return 'limit';
		default:
			return 'unexpected';
	}
};

const NOT_TRUSTED =
	/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED/;

const NOT_ALLOWED = /SSRF|ERR_INVALID_(URL|PROTOCOL)|ERR_UNSUPPORTED_PROTOCOL|ERR_BAD_OPTION/;

/**
 * Finds out why no answer came.
 *
 * @param code The system's code, empty where it gave none
 */
export const findNetworkCause = (code: string): Cause => {
	if (NOT_TRUSTED.test(code)) return 'certificate';
	if (NOT_ALLOWED.test(code)) return 'address';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknownHost';
	return code === 'ECONNREFUSED' ? 'unreachable' : 'broken';
};
