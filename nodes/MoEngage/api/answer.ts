import type { IDataObject } from 'n8n-workflow';

import { advise, type Cause } from './advice';
import { judgeLoss } from './connectionLoss';
import type { Endpoint } from './endpoints';
import { isRefusal, readErrorBody, type Said } from './errorBody';
import { parseObject } from './json';
import { readRateLimitHeaders, type RateLimitNews } from './rateLimitHeaders';
import type { Attempt, Reply } from './send';
import { judgeRefusal, type Culprit, type Verdict } from './verdict';

/** Why a request was not accepted, in words for the user. */
export interface Refusal {
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
export type Answer =
	| { kind: 'accepted'; json: IDataObject; news: RateLimitNews }
	| { kind: 'overLimit'; refusal: Refusal; news: RateLimitNews }
	| {
			/** Worth another try. */
			kind: 'transient';
			refusal: Refusal;
			news: RateLimitNews;
			/** Whether MoEngage may have done what it was asked for. */
			unclear: boolean;
	  }
	| {
			/** Not worth another try as it is. */
			kind: 'rejected';
			refusal: Refusal;
			news: RateLimitNews;
			/**
			 * Whose fault it is: `record` that of the one record, `request` that of what all records of
			 * the request share, `size` that of the request's size, and `unknown` that of some of the
			 * records of a pool, which MoEngage rejects as a whole.
			 */
			culprit: Culprit;
	  }
	/** Concerns every request of the workspace. */
	| { kind: 'fatal'; refusal: Refusal; news: RateLimitNews };

/** What nobody can know of an event whose answer was lost. */
const UNCLEAR_ADDITION = ', so nobody knows whether it was recorded';

const createAnswer = (
	endpoint: Endpoint,
	verdict: Verdict,
	message: string,
	news: RateLimitNews,
	{ status, said = {} }: { status?: number; said?: Partial<Said> } = {},
): Answer => {
	const { attribute, type, requestId } = said;
	const isLost = verdict.kind === 'transient' && verdict.unclear && !endpoint.repeatable;
	const refusal: Refusal = {
		message: isLost ? message + UNCLEAR_ADDITION : message,
		description: advise(verdict.cause, endpoint, said),
		cause: verdict.cause,
		httpCode: status?.toString(),
		attribute,
		type,
		request_id: requestId,
	};
	switch (verdict.kind) {
		case 'transient':
			return { kind: 'transient', refusal, news, unclear: verdict.unclear };
		case 'rejected':
			return { kind: 'rejected', refusal, news, culprit: verdict.culprit };
		default:
			return { kind: verdict.kind, refusal, news };
	}
};

const nameStatus = (status: number, cause: Cause): string => {
	if (status < 300) return 'MoEngage did not accept the request and did not say why';
	const who = cause === 'proxy' ? 'A proxy or gateway, not MoEngage,' : 'MoEngage';
	return `${who} answered with HTTP status ${status}`;
};

const readReply = (endpoint: Endpoint, { status, headers, text }: Reply): Answer => {
	const news = readRateLimitHeaders(headers);
	const json = parseObject(text);
	const isEmpty = text.trim() === '';
	if (status >= 200 && status < 300) {
		if (isEmpty) return { kind: 'accepted', json: {}, news };
		if (json === undefined) {
			const verdict: Verdict = { kind: 'transient', cause: 'unreadable', unclear: true };
			const message = 'MoEngage sent an answer that cannot be read';
			return createAnswer(endpoint, verdict, message, news, { status });
		}
		if (!isRefusal(json)) return { kind: 'accepted', json, news };
	}
	const said = readErrorBody(json ?? {});
	const verdict = judgeRefusal(endpoint, status, said, !isEmpty && json === undefined);
	const message = said.message ?? nameStatus(status, verdict.cause);
	return createAnswer(endpoint, verdict, message, news, { status, said });
};

/** Reads what one attempt brought. `timeout` is in milliseconds, for the message. */
export const readAnswer = (endpoint: Endpoint, attempt: Attempt, timeout: number): Answer => {
	switch (attempt.kind) {
		case 'answer':
			return readReply(endpoint, attempt);
		case 'unsendable': {
			const message = `The request cannot be sent: ${attempt.reason}`;
			const verdict: Verdict = { kind: 'rejected', cause: 'unsendable', culprit: 'record' };
			return createAnswer(endpoint, verdict, message, {});
		}
		case 'noAnswer': {
			if (!attempt.timedOut) {
				const { verdict, message } = judgeLoss(attempt.code);
				return createAnswer(endpoint, verdict, message, {});
			}
			const verdict: Verdict = { kind: 'transient', cause: 'timeout', unclear: true };
			const message = `MoEngage did not answer within ${timeout / 1_000} seconds`;
			return createAnswer(endpoint, verdict, message, {});
		}
	}
};
