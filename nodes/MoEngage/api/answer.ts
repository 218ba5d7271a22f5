import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { advise } from './advice';
import type { Endpoint } from './endpoints';
import { readRateLimitHeaders, type RateLimitNews } from './rateLimitHeaders';
import type { Attempt } from './send';

/** Why a request was not accepted, in words for the user. */
export interface Refusal {
	/** What MoEngage said, or what happened instead. */
	message: string;
	/** What to do about it. */
	description: string;
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
	| {
			/** `overLimit` and `broken` are worth another try; `account` concerns every request. */
			kind: 'overLimit' | 'broken' | 'rejected' | 'account';
			refusal: Refusal;
			news: RateLimitNews;
			/** Whether a smaller request might pass: MoEngage rejects a pool as a whole. */
			divisible?: boolean;
	  };

const text = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

/** The four shapes of MoEngage's errors in one; see the endpoint's page for which it uses. */
const errorSchema = z.object({
	error: z
		.object({
			message: text,
			attribute: text,
			target: text,
			type: text,
			code: text,
			err_code: text,
			request_id: text,
			details: z.unknown(),
		})
		.optional()
		.catch(undefined),
	title: text,
	description: text,
	message: text,
	response_id: text,
	request_id: text,
});

const objectSchema = z.record(z.string(), z.unknown());

const parseObject = (body: string): IDataObject | undefined => {
	try {
		const parsed: IDataObject = JSON.parse(body);
		return objectSchema.safeParse(parsed).success ? parsed : undefined;
	} catch {
		return undefined;
	}
};

const LONGEST_QUOTE = 500;

const detailSchema = z.object({ message: z.string(), target: text });

/** What endpoints 9 to 12 add to what they said, as an object or a list of them. */
const quoteDetails = (details: unknown, said: string | undefined): string =>
	(Array.isArray(details) ? details : [details])
		.flatMap((detail) => {
			const { success, data } = detailSchema.safeParse(detail);
			if (!success || data.message === said) return [];
			return [data.target === undefined ? data.message : `${data.target}: ${data.message}`];
		})
		.join('; ')
		.slice(0, LONGEST_QUOTE);

/** MoEngage's words for an account without an API secret, or for the Workspace ID of another one. */
const NAMES_THE_ACCOUNT = /secret|app.?key/i;

/** Whether a 409 tells of the one record that was sent. */
const concernsRecord = (endpoint: Endpoint, said = '', type = ''): boolean =>
	endpoint.conflictConcernsRecord === true && !NAMES_THE_ACCOUNT.test(`${said} ${type}`);

const readRefusal = (
	endpoint: Endpoint,
	status: number,
	json: IDataObject | undefined,
): Refusal => {
	const { error, title, description, message, response_id, request_id } = errorSchema.parse(
		json ?? {},
	);
	const said =
		error?.message ?? ([title, description].filter(Boolean).join(': ') || message || undefined);
	const attribute = error?.attribute ?? error?.target;
	const type = error?.type ?? error?.err_code ?? error?.code;
	const requestId = error?.request_id ?? request_id ?? response_id;
	return {
		message: said?.slice(0, LONGEST_QUOTE) ?? `MoEngage answered with HTTP status ${status}`,
		description: advise(endpoint, status, {
			attribute,
			type,
			requestId,
			details: quoteDetails(error?.details, said),
			concernsRecord: concernsRecord(endpoint, said, type),
		}),
		httpCode: String(status),
		...(attribute === undefined ? {} : { attribute }),
		...(type === undefined ? {} : { type }),
		...(requestId === undefined ? {} : { request_id: requestId }),
	};
};

/** Reads what one attempt brought. `timeout` is in milliseconds, for the message. */
export const readAnswer = (endpoint: Endpoint, attempt: Attempt, timeout: number): Answer => {
	if (attempt.kind === 'noAnswer') {
		const { code, timedOut, hopeless } = attempt;
		const message = timedOut
			? `MoEngage did not answer within ${timeout / 1_000} seconds`
			: `The connection to MoEngage broke${code === '' ? '' : ` (${code})`}`;
		return {
			kind: hopeless ? 'account' : 'broken',
			refusal: { message, description: advise(endpoint, undefined, {}) },
			news: {},
		};
	}
	const { status, headers, text: body } = attempt;
	const news = readRateLimitHeaders(headers);
	const json = parseObject(body);
	const succeeded = status >= 200 && status < 300;
	if (succeeded && json !== undefined && json.status !== 'fail') {
		return { kind: 'accepted', json, news };
	}
	const refusal = readRefusal(endpoint, status, json);
	if (succeeded && json === undefined) {
		refusal.message = 'MoEngage sent an answer that cannot be read';
		return { kind: 'broken', refusal, news };
	}
	if (status === 429) return { kind: 'overLimit', refusal, news };
	if (status >= 500) return { kind: 'broken', refusal, news };
	const redirected = status >= 300 && status < 400;
	if (redirected || status === 401 || status === 403) return { kind: 'account', refusal, news };
	if (status === 409 && !concernsRecord(endpoint, refusal.message, refusal.type)) {
		return { kind: 'account', refusal, news };
	}
	return { kind: 'rejected', refusal, news, divisible: status === 400 || status === 413 };
};
