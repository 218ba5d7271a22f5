import type { IDataObject } from 'n8n-workflow';

import { advise, type Cause } from './advice';
import { classifyNetworkError } from './networkErrors';
import type { Endpoint } from './endpoints';
import { saysFailure, readErrorBody, type ErrorBody } from './errorBody';
import { parseObject } from './json';
import { readRateLimitHeaders, type RateLimitInfo } from './rateLimitHeaders';
import type { Attempt, HttpResponse } from './send';
import { classifyStatus, type RejectionScope, type Classification } from './classify';

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
export type MoEngageResponse =
	| { kind: 'accepted'; json: IDataObject; rateLimitInfo: RateLimitInfo }
	| { kind: 'tooManyRequests'; failure: Failure; rateLimitInfo: RateLimitInfo }
	| {
			/** Worth another try. */
			kind: 'transient';
			failure: Failure;
			rateLimitInfo: RateLimitInfo;
			/** Whether MoEngage may have done what it was asked for. */
			ambiguous: boolean;
	  }
	| {
			/** Not worth another try as it is. */
			kind: 'rejected';
			failure: Failure;
			rateLimitInfo: RateLimitInfo;
			/**
			 * Whose fault it is: `record` that of the one record, `request` that of what all records of
			 * the request share, `size` that of the request's size, and `unknown` that of some of the
			 * records of a pool, which MoEngage rejects as a whole.
			 */
			scope: RejectionScope;
	  }
	/** Concerns every request of the workspace. */
	| { kind: 'fatal'; failure: Failure; rateLimitInfo: RateLimitInfo };

/** What nobody can know of an event whose answer was lost. */
const UNCLEAR_ADDITION = ', so nobody knows whether it was recorded';

const createAnswer = (
	endpoint: Endpoint,
	classification: Classification,
	message: string,
	rateLimitInfo: RateLimitInfo,
	{ status, errorBody = {} }: { status?: number; errorBody?: Partial<ErrorBody> } = {},
): MoEngageResponse => {
	const { attribute, type, requestId } = errorBody;
	const isLost =
		classification.kind === 'transient' && classification.ambiguous && !endpoint.idempotent;
	const failure: Failure = {
		message: isLost ? message + UNCLEAR_ADDITION : message,
		description: advise(classification.cause, endpoint, errorBody),
		cause: classification.cause,
		httpCode: status?.toString(),
		attribute,
		type,
		request_id: requestId,
	};
	switch (classification.kind) {
		case 'transient':
			return { kind: 'transient', failure, rateLimitInfo, ambiguous: classification.ambiguous };
		case 'rejected':
			return { kind: 'rejected', failure, rateLimitInfo, scope: classification.scope };
		default:
			return { kind: classification.kind, failure, rateLimitInfo };
	}
};

const nameStatus = (status: number, cause: Cause): string => {
	if (status < 300) return 'MoEngage did not accept the request and did not say why';
	const who = cause === 'proxy' ? 'A proxy or gateway, not MoEngage,' : 'MoEngage';
	return `${who} answered with HTTP status ${status}`;
};

const readReply = (
	endpoint: Endpoint,
	{ status, headers, text }: HttpResponse,
): MoEngageResponse => {
	const rateLimitInfo = readRateLimitHeaders(headers);
	const json = parseObject(text);
	const isEmpty = text.trim() === '';
	if (status >= 200 && status < 300) {
		if (isEmpty) return { kind: 'accepted', json: {}, rateLimitInfo };
		if (json === undefined) {
			const classification: Classification = {
				kind: 'transient',
				cause: 'unreadable',
				ambiguous: true,
			};
			const message = 'MoEngage sent an answer that cannot be read';
			return createAnswer(endpoint, classification, message, rateLimitInfo, { status });
		}
		if (!saysFailure(json)) return { kind: 'accepted', json, rateLimitInfo };
	}
	const errorBody = readErrorBody(json ?? {});
	const classification = classifyStatus(
		endpoint,
		status,
		errorBody,
		!isEmpty && json === undefined,
	);
	const message = errorBody.message ?? nameStatus(status, classification.cause);
	return createAnswer(endpoint, classification, message, rateLimitInfo, { status, errorBody });
};

/** Reads what one attempt brought. `timeout` is in milliseconds, for the message. */
export const classifyResponse = (
	endpoint: Endpoint,
	attempt: Attempt,
	timeout: number,
): MoEngageResponse => {
	switch (attempt.kind) {
		case 'answer':
			return readReply(endpoint, attempt);
		case 'unsendable': {
			const message = `The request cannot be sent: ${attempt.reason}`;
			const classification: Classification = {
				kind: 'rejected',
				cause: 'unsendable',
				scope: 'record',
			};
			return createAnswer(endpoint, classification, message, {});
		}
		case 'noAnswer': {
			if (!attempt.timedOut) {
				const { classification, message } = classifyNetworkError(attempt.code);
				return createAnswer(endpoint, classification, message, {});
			}
			const classification: Classification = {
				kind: 'transient',
				cause: 'timeout',
				ambiguous: true,
			};
			const message = `MoEngage did not answer within ${timeout / 1_000} seconds`;
			return createAnswer(endpoint, classification, message, {});
		}
	}
};
