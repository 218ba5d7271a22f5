import type { ZodError, ZodErrorMap, ZodIssue } from 'zod';

import type { RefusalReason } from './errorBodies';

export interface Refusal {
	status: number;
	reason: RefusalReason;
	/** The field, parameter or header that is refused. */
	attribute?: string;
	message: string;
}

export const toRefusal = (
	status: number,
	reason: RefusalReason,
	message: string,
	attribute?: string,
): Refusal => ({ status, reason, message, ...(attribute !== undefined && { attribute }) });

const violations: ReadonlySet<RefusalReason> = new Set([
	'missing',
	'wrongType',
	'invalid',
	'unknownKey',
	'malformedJson',
	'tooMany',
	'limitBreached',
	'arrayField',
	'idempotencyKey',
	'idempotencyConflict',
	'tooLarge',
	'mediaType',
	'headerMissing',
]);

/** Whether the request breaks a documented rule, so that its client could have known before. */
export const isViolation = ({ reason }: Refusal): boolean => violations.has(reason);

/** A refusal in one line, for the log. */
export const writeReason = ({ reason, attribute, message }: Refusal): string =>
	attribute === undefined ? `${reason}: ${message}` : `${reason}: ${attribute}: ${message}`;

/** What a list of allowed values says of another one; a missing value is told apart. */
export const sayingOfOthers = (message: string): { errorMap: ZodErrorMap } => ({
	errorMap: (issue, { defaultError }) => ({
		message:
			issue.code === 'invalid_enum_value' || issue.code === 'invalid_literal'
				? message
				: defaultError,
	}),
});

const lastName = (path: Array<string | number>): string => {
	const names = path.filter((part) => typeof part === 'string');
	return String(names[names.length - 1] ?? 'body');
};

const describeIssue = (issue: ZodIssue): Refusal => {
	const attribute = lastName(issue.path);
	if (issue.code === 'unrecognized_keys') {
		const key = issue.keys[0] ?? attribute;
		return toRefusal(400, 'unknownKey', `Extra key '${key}' passed in the request`, key);
	}
	if (
		(issue.code === 'invalid_type' && issue.received === 'undefined') ||
		(issue.code === 'invalid_literal' && issue.received === undefined)
	) {
		return toRefusal(400, 'missing', `'${attribute}' is not found in the payload`, attribute);
	}
	if (issue.code === 'invalid_type') {
		return toRefusal(
			400,
			'wrongType',
			`Wrong data type was used for '${attribute}': ${issue.received} instead of ${issue.expected}`,
			attribute,
		);
	}
	return toRefusal(400, 'invalid', issue.message, attribute);
};

/** The first thing that is wrong with a body, as MoEngage names only one. */
export const describeInvalid = (error: ZodError): Refusal => {
	const issue = error.issues[0];
	return issue ? describeIssue(issue) : toRefusal(400, 'invalid', 'Request data is invalid');
};
