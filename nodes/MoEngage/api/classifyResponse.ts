import type { IDataObject } from 'n8n-workflow';

import { toMeaning, writeHint, type Cause, type Meaning } from './causes';
import { findCause, findNetworkCause } from './classify';
import type { Endpoint } from './endpoints';
import { isOwnError, readErrorBody, saysFailure, type ErrorBody } from './errorBody';
import { parseObject } from './json';
import { readRateLimitHeaders, type RateLimitInfo } from './rateLimitHeaders';
import type { Attempt, HttpResponse } from './request';

/** Why a request was not accepted, in words for the user. */
export interface Failure {
	/** What MoEngage said, or what happened instead. */
	message: string;
	/** What to do about it; names no option of the node. */
	description: string;
	/** What stands in the way, for those who add to the description what their options can do. */
	cause?: Cause;
	/** The HTTP status, where an answer came. */
	httpCode?: string;
	/** The field that MoEngage names. */
	attribute?: string;
	/** MoEngage's own type or code. */
	type?: string;
	/** MoEngage's request or response id, for its support. */
	request_id?: string;
}

/** What an attempt means for the records that it carried. */
export type MoEngageResponse = (
	| { kind: 'accepted'; json: IDataObject }
	| (Meaning & { failure: Failure })
) & { rateLimitInfo: RateLimitInfo };

const hasSuccessStatus = (status = 0): boolean => status >= 200 && status < 300;

/** What is added to the message of an event whose answer was lost. */
const UNCLEAR_ADDITION = ', so it is unclear whether it was recorded';

/** What an answer tells besides its cause. */
interface Answer {
	status?: number;
	errorBody?: Partial<ErrorBody>;
	rateLimitInfo?: RateLimitInfo;
	/** Whether the body has the form in which MoEngage writes the errors of the endpoint. */
	isOwn?: boolean;
}

const createFailed = (
	endpoint: Endpoint,
	cause: Cause,
	message: string,
	{ status, errorBody = {}, rateLimitInfo = {}, isOwn = false }: Answer = {},
): MoEngageResponse => {
	const { attribute, type, requestId } = errorBody;
	const isAboutContents = status === 400 || hasSuccessStatus(status);
	const meaning = toMeaning(cause, isOwn, isAboutContents && endpoint.batch !== undefined);
	const isUnclear = meaning.kind === 'transient' && meaning.ambiguous && !endpoint.idempotent;
	const failure: Failure = {
		message: isUnclear ? message + UNCLEAR_ADDITION : message,
		description: writeHint(cause, endpoint, errorBody),
		cause,
		httpCode: status?.toString(),
		attribute,
		type,
		request_id: requestId,
	};
	return { ...meaning, failure, rateLimitInfo };
};

const nameStatus = (status: number, cause: Cause): string => {
	if (status < 300) return 'MoEngage did not accept the request and did not say why';
	const who = cause === 'proxy' ? 'A proxy or gateway, not MoEngage,' : 'MoEngage';
	return `${who} answered with HTTP status ${status}`;
};

/** Whether an answer with the status of a success has what a success of the endpoint has. */
const isSuccess = ({ successKeys }: Endpoint, json: IDataObject): boolean =>
	successKeys?.some((key) => Object.hasOwn(json, key)) ?? true;

const readAnswer = (
	endpoint: Endpoint,
	{ status, headers, text }: HttpResponse,
): MoEngageResponse => {
	// Whoever has not shown that the key is theirs says nothing of the owner's limits.
	const rateLimitInfo = status === 401 ? {} : readRateLimitHeaders(headers);
	const json = parseObject(text);
	if (hasSuccessStatus(status) && (json === undefined || !saysFailure(json))) {
		if (json !== undefined && isSuccess(endpoint, json)) {
			return { kind: 'accepted', json, rateLimitInfo };
		}
		const message = 'MoEngage sent an answer that cannot be read';
		return createFailed(endpoint, 'unreadable', message, { status, rateLimitInfo });
	}
	const errorBody = readErrorBody(json ?? {});
	const isForeign = json === undefined && text.trim() !== '';
	const authErrorCode = headers['moengage-auth-error-code'];
	const cause = findCause(endpoint, { status, isForeign, authErrorCode }, errorBody);
	const message = errorBody.message ?? nameStatus(status, cause);
	const isOwn = json !== undefined && isOwnError(endpoint.errorForm, json);
	return createFailed(endpoint, cause, message, { status, errorBody, rateLimitInfo, isOwn });
};

/** What happened where no answer came. */
const NO_ANSWER: Partial<Record<Cause, string>> = {
	address: "MoEngage's address cannot be used",
	certificate: "The certificate of the server at MoEngage's address is not trusted",
	unknownHost: "MoEngage's address cannot be found",
	unreachable: 'The connection to MoEngage was refused',
};

/** Reads what one attempt brought. `timeout` is in milliseconds, for the message. */
export const classifyResponse = (
	endpoint: Endpoint,
	attempt: Attempt,
	timeout: number,
): MoEngageResponse => {
	if (attempt.kind === 'answer') return readAnswer(endpoint, attempt);
	if (attempt.kind === 'unsendable') {
		return createFailed(endpoint, 'unsendable', `The request cannot be sent: ${attempt.reason}`);
	}
	if (attempt.timedOut) {
		const message = `MoEngage did not answer within ${timeout / 1_000} seconds`;
		return createFailed(endpoint, 'timeout', message);
	}
	const cause = findNetworkCause(attempt.code);
	const message = NO_ANSWER[cause] ?? 'The connection to MoEngage broke';
	const code = attempt.code === '' ? '' : ` (${attempt.code})`;
	return createFailed(endpoint, cause, message + code);
};
