import type { IDataObject } from 'n8n-workflow';

import { toMeaning, writeHint, type Cause, type Meaning } from './causes';
import { findCause, findNetworkCause } from './classify';
import type { Endpoint } from './endpoints';
import { readErrorBody, saysFailure, type ErrorBody } from './errorBody';
import { parseObject } from './json';
import { countNouns } from './numbers';
import { readRateLimitHeaders, type RateLimitInfo } from './rateLimitHeaders';
import { isSuccess, type Attempt, type HttpResponse } from './request';

/** Why a request was not accepted, in words for the user. */
export interface Failure extends Pick<ErrorBody, 'attribute' | 'type' | 'request_id'> {
	/** What MoEngage said, or what happened instead. */
	message: string;
	/** What to do about it; names no option of the node. */
	description: string;
	cause?: Cause;
	/** The HTTP status, where an answer came. */
	httpCode?: string;
}

type Classified = { kind: 'accepted'; json: IDataObject } | (Meaning & { failure: Failure });

/** What an attempt means for the records that it carried. */
export type MoEngageResponse = Classified & { rateLimitInfo: RateLimitInfo };

/** What is added to the message of an event whose answer was lost. */
const AMBIGUOUS_ADDITION = ', so it is unclear whether it was recorded';

const createFailed = (
	endpoint: Endpoint,
	cause: Cause,
	message: string,
	status = 0,
	errorBody: ErrorBody = {},
): Classified => {
	const { attribute, type, request_id, isOwn = false } = errorBody;
	const isAboutContents = status === 400 || isSuccess(status);
	// MoEngage may have recorded an event although a proxy answered in its place.
	const isUnknown = cause === 'foreign' && !endpoint.idempotent;
	const meaning: Meaning = isUnknown
		? { kind: 'transient', ambiguous: true }
		: toMeaning(cause, isOwn, isAboutContents && endpoint.batch !== undefined);
	const isAmbiguous = meaning.kind === 'transient' && meaning.ambiguous && !endpoint.idempotent;
	const failure: Failure = {
		message: isAmbiguous ? message + AMBIGUOUS_ADDITION : message,
		description: writeHint(cause, endpoint, errorBody),
		cause,
		httpCode: status === 0 ? undefined : String(status),
		attribute,
		type,
		request_id,
	};
	return { ...meaning, failure };
};

const nameStatus = (status: number, cause: Cause): string => {
	if (status < 300) return 'MoEngage did not accept the request and did not say why';
	const isForeign = cause === 'proxy' || cause === 'foreign';
	const who = isForeign ? 'A proxy or gateway, not MoEngage,' : 'MoEngage';
	return `${who} answered with HTTP status ${status}`;
};

const readAnswer = (endpoint: Endpoint, response: HttpResponse): Classified => {
	const { status, text } = response;
	const json = parseObject(text);
	if (isSuccess(status) && (json === undefined || !saysFailure(json))) {
		const { successKeys } = endpoint;
		if (json !== undefined && (successKeys?.some((key) => Object.hasOwn(json, key)) ?? true)) {
			return { kind: 'accepted', json };
		}
		const message = 'MoEngage sent an answer that cannot be read';
		return createFailed(endpoint, 'unreadable', message, status);
	}
	const errorBody = readErrorBody(endpoint.errorForm, json ?? {});
	const isForeign = json === undefined && text.trim() !== '';
	const cause = findCause(endpoint, response, errorBody, isForeign);
	const message = errorBody.message ?? nameStatus(status, cause);
	return createFailed(endpoint, cause, message, status, errorBody);
};

/** What happened where no answer came. */
const NO_ANSWER: Partial<Record<Cause, string>> = {
	address: "MoEngage's address cannot be used",
	certificate: "The certificate of the server at MoEngage's address is not trusted",
	unknownHost: "MoEngage's address cannot be found",
	unreachable: 'The connection to MoEngage was refused',
};

const writeNoAnswer = (cause: Cause, code: string): string => {
	const message = NO_ANSWER[cause] ?? 'The connection to MoEngage broke';
	return code === '' ? message : `${message} (${code})`;
};

/** Reads what one attempt brought. `timeout` is in milliseconds, for the message. */
export const classifyResponse = (
	endpoint: Endpoint,
	attempt: Attempt,
	timeout: number,
): MoEngageResponse => {
	if (attempt.kind === 'answer') {
		const rateLimitInfo = readRateLimitHeaders(attempt.headers);
		return { ...readAnswer(endpoint, attempt), rateLimitInfo };
	}
	const { code, timedOut } = attempt;
	const cause = timedOut ? 'timeout' : findNetworkCause(code);
	const message = timedOut
		? `MoEngage did not answer within ${countNouns(timeout / 1_000, 'second')}`
		: writeNoAnswer(cause, code);
	return { ...createFailed(endpoint, cause, message), rateLimitInfo: {} };
};
