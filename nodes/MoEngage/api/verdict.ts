import type { Cause } from './advice';
import type { Endpoint } from './endpoints';
import type { Said } from './errorBody';

/** Whose fault a rejection is: `unknown` where a pool was rejected for some of its records. */
export type Culprit = 'unknown' | 'size' | 'request' | 'record';

/** What an answer that is not a success means for the records and for all other requests. */
export type Verdict =
	| { kind: 'overLimit'; cause: Cause }
	| { kind: 'transient'; cause: Cause; unclear: boolean }
	| { kind: 'rejected'; cause: Cause; culprit: Culprit }
	| { kind: 'fatal'; cause: Cause };

/** MoEngage's names are written in several ways: `InvalidParams`, `Invalid Params`, `INVALID_PARAMS`. */
const simplify = (name = '') => name.toLowerCase().replace(/[^a-z]/g, '');

const ACCOUNT_TYPES = new Set(['blacklisted', 'paramsrequired', 'invalidheadervalue']);

const REQUEST_TYPES = new Set(['invalidsettings', 'invalidrequestbody']);

// A message may quote a record, so only its beginning shows that the words are MoEngage's own.
const namesProjectCode = ({ attribute, message = '' }: Said): boolean =>
	simplify(attribute) === 'moeprojectcode' || /^['"]?MOE-PROJECT-CODE\b/i.test(message);

const namesAccount = ({ type, title, message = '' }: Said): boolean =>
	ACCOUNT_TYPES.has(simplify(type)) ||
	simplify(title) === 'blacklisted' ||
	(simplify(type) === 'invalidparams' && /^Given app_id\b/i.test(message));

const namesRequest = ({ type, attribute, message = '' }: Said): boolean =>
	REQUEST_TYPES.has(simplify(type)) ||
	(simplify(type) === 'invalidfieldvalue' &&
		/^['"]?(esp|request_id)\b/i.test(attribute ?? message));

const namesSecret = ({ type, message = '' }: Said): boolean =>
	/secret|app_?key/i.test(type ?? '') || /\bap[ip] secret\b|\bapp key mismatch\b/i.test(message);

const saysNotFound = ({ type, title, message }: Said): boolean =>
	[type, title, message].some((name) => /^(usernot|not)found$/.test(simplify(name)));

/** Reads a rejection of the contents: a 400, or a refusal with the status of a success. */
const judgeContents = (endpoint: Endpoint, said: Said): Verdict => {
	if (namesProjectCode(said)) return { kind: 'fatal', cause: 'projectCode' };
	if (namesAccount(said)) return { kind: 'fatal', cause: 'account' };
	if (namesRequest(said)) return { kind: 'rejected', cause: 'request', culprit: 'request' };
	const culprit = endpoint.pool === undefined ? 'record' : 'unknown';
	if (simplify(said.title) === 'categoriesrequired') {
		return { kind: 'rejected', cause: 'categories', culprit };
	}
	return { kind: 'rejected', cause: saysNotFound(said) ? 'notFound' : 'value', culprit };
};

const judgeConflict = ({ conflictConcernsRecord }: Endpoint, said: Said): Verdict =>
	conflictConcernsRecord === true && !namesSecret(said)
		? { kind: 'rejected', cause: 'ambiguousUser', culprit: 'record' }
		: { kind: 'fatal', cause: 'secret' };

/**
 * Judges an answer that is not a success.
 *
 * @param isForeign Whether the body is not from MoEngage, such as the page of a proxy
 */
export const judgeRefusal = (
	endpoint: Endpoint,
	status: number,
	said: Said,
	isForeign: boolean,
): Verdict => {
	if (status >= 500) return { kind: 'transient', cause: 'server', unclear: !said.isOwn };
	if (status >= 300 && status < 400) return { kind: 'fatal', cause: 'redirect' };
	switch (status) {
		case 401:
			return { kind: 'fatal', cause: isForeign ? 'proxy' : 'credentials' };
		case 403:
			if (isForeign) return { kind: 'fatal', cause: 'proxy' };
			return {
				kind: 'fatal',
				cause: simplify(said.type) === 'ipvalidationrequired' ? 'ipList' : 'access',
			};
		case 404:
			return { kind: 'rejected', cause: 'notFound', culprit: 'record' };
		case 407:
			return { kind: 'fatal', cause: 'proxy' };
		case 409:
			return judgeConflict(endpoint, said);
		case 413:
			return { kind: 'rejected', cause: 'size', culprit: 'size' };
		case 429:
			return { kind: 'overLimit', cause: 'limit' };
	}
	if (status === 400 || status < 300) return judgeContents(endpoint, said);
	return { kind: 'rejected', cause: 'unexpected', culprit: 'record' };
};
