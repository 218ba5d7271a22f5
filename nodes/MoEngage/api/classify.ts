import type { Cause } from './causes';
import type { Endpoint } from './endpoints';
import type { ErrorBody } from './errorBody';
import type { HttpResponse } from './request';

/** MoEngage's names are written in several ways: `InvalidParams`, `Invalid Params`, `INVALID_PARAMS`. */
const simplify = (name = '') => name.toLowerCase().replace(/[^a-z]/g, '');

/** Where MoEngage names a field in a message: at its beginning, as a whole word. */
const beginsWithField = (message: string, field: string): boolean =>
	new RegExp(`^(["']?)${field}\\1(?![^\\s:])`, 'i').test(message);

const namesField = ({ attribute, message = '' }: ErrorBody, ...fields: string[]): boolean =>
	attribute === undefined
		? fields.some((field) => beginsWithField(message, field))
		: fields.some((field) => simplify(field) === simplify(attribute));

/** Reads a rejection of the contents: a 400, or a failure with the status of a success. */
const findCauseInContents = (errorBody: ErrorBody): Cause => {
	const { message = '' } = errorBody;
	const type = simplify(errorBody.type);
	const title = simplify(errorBody.title);
	const namesProject = namesField(errorBody, 'MOE-PROJECT-CODE');
	if (namesProject || beginsWithField(message, 'MOE-PROJECT-CODE')) return 'projectCode';
	if (/^(blacklisted|paramsrequired|invalidheadervalue)$/.test(type)) return 'account';
	if (type === 'invalidparams' && /^Given app_id\b/i.test(message)) return 'account';
	if (title === 'blacklisted') return 'account';
	if (type === 'invalidsettings' || type === 'invalidrequestbody') return 'request';
	if (type === 'invalidfieldvalue' && namesField(errorBody, 'esp', 'request_id')) return 'request';
	if (title === 'categoriesrequired') return 'categories';
	const isMissing = [type, title, simplify(message)].some((name) => /^(user)?notfound$/.test(name));
	return isMissing ? 'notFound' : 'value';
};

const findCauseOfConflict = (endpoint: Endpoint, errorBody: ErrorBody): Cause => {
	const { type = '', attribute = '', message = '' } = errorBody;
	if (!endpoint.conflictConcernsRecord || /secret|app_?key/i.test(type)) return 'secret';
	if (/\bap[ip] secret\b|\bapp key mismatch\b/i.test(message)) return 'secret';
	if (/idempotency/i.test(`${type} ${attribute}`)) return 'idempotencyKey';
	return /\bidempotency[- ]?key\b/i.test(message) ? 'idempotencyKey' : 'ambiguousUser';
};

/** What newer gateways of MoEngage say where a key does not cover an API. */
const SCOPE_CODES = new Set(['ER003', 'ER004', 'ER007']);

const findCauseOfNoAccess = (
	{ status, headers }: HttpResponse,
	{ type, attribute, message }: ErrorBody,
	isForeign: boolean,
): Cause => {
	if (SCOPE_CODES.has(String(headers['moengage-auth-error-code']))) return 'keyScope';
	if (isForeign) return 'proxy';
	if (status === 403) return simplify(type) === 'ipvalidationrequired' ? 'ipList' : 'access';
	// A missing project code is a 401 of the v5 endpoints, and a 400 of all others.
	return /MOE-PROJECT-CODE/i.test(`${attribute} ${message}`) ? 'projectCode' : 'credentials';
};

/**
 * Finds out why an answer is not a success.
 *
 * @param isForeign Whether the body is not from MoEngage, such as the page of a proxy
 */
export const findCause = (
	endpoint: Endpoint,
	response: HttpResponse,
	errorBody: ErrorBody,
	isForeign: boolean,
): Cause => {
	const { status } = response;
	if (status >= 500) return 'server';
	if (status >= 300 && status < 400) return 'redirect';
	if (status === 401 || status === 403) return findCauseOfNoAccess(response, errorBody, isForeign);
	if (status === 407) return 'proxy';
	if (status === 413) return 'size';
	if (status === 429) return 'limit';
	if (isForeign) return 'foreign';
	if (status <= 400) return findCauseInContents(errorBody);
	if (status === 404) return 'notFound';
	return status === 409 ? findCauseOfConflict(endpoint, errorBody) : 'unexpected';
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
