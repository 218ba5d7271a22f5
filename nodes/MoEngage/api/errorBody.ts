import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** What MoEngage says in an answer that is not a success. */
export interface ErrorBody {
	/** In words, for the user. */
	message?: string;
	/** The heading, on the endpoints that give one instead of a type. */
	title?: string;
	/** The field that MoEngage names. */
	attribute?: string;
	/** MoEngage's own type or code. */
	type?: string;
	/** MoEngage's request or response id, for its support. */
	request_id?: string;
	/** What MoEngage adds about single fields. */
	details?: string;
	/** Whether the form is the one in which MoEngage writes the errors of the endpoint. */
	isOwn?: boolean;
}

/** How many characters of MoEngage's words are shown. */
const MAX_QUOTE = 500;

const quote = (text: string) => text.slice(0, MAX_QUOTE);

const text = z
	.union([z.string(), z.number()])
	.transform((value) => quote(String(value)) || undefined)
	.optional()
	.catch(undefined);

/** The error of an IP list is a bare text, which says what others say in their type. */
const nameBareText = (error: unknown) => (typeof error === 'string' ? { type: error } : error);

/** All forms of MoEngage's error bodies in one; see the endpoint's page for which it uses. */
const errorSchema = z.object({
	error: z
		.preprocess(
			nameBareText,
			z.object({
				message: text,
				attribute: text,
				target: text,
				type: text,
				code: text,
				err_code: text,
				request_id: text,
				details: z.unknown(),
			}),
		)
		.optional()
		.catch(undefined),
	title: text,
	description: text,
	message: text,
	response_id: text,
	request_id: text,
});

const detailSchema = z.object({ message: z.string(), target: text });

/** How many of an error's details are read. */
const MAX_DETAILS = 20;

/** What an error adds in its details, which are an object or a list of them. */
const readDetails = (details: unknown, message: string | undefined): string | undefined => {
	const list: unknown[] = Array.isArray(details) ? details.slice(0, MAX_DETAILS) : [details];
	const sentences = list.flatMap((detail) => {
		const { success, data } = detailSchema.safeParse(detail);
		if (!success || data.message === message) return [];
		return [data.target === undefined ? data.message : `${data.target}: ${data.message}`];
	});
	return quote(sentences.join('; ')) || undefined;
};

/** The field that an error names in its details only, as those of the opt-in do. */
const readTarget = (details: unknown): string | undefined =>
	detailSchema.safeParse(details).data?.target;

/** Whether MoEngage does not accept the request although the HTTP status is a success. */
export const saysFailure = ({ status, error }: IDataObject): boolean => {
	if (/^(fail|failed|failure|error)$/i.test(String(status))) return true;
	if (typeof error === 'object' && error !== null) return Object.keys(error).length > 0;
	return Boolean(error);
};

const words = z.string().min(1);

const failed = z.object({
	status: z.literal('fail'),
	error: z.object({ message: words, request_id: words }),
});

/** A gateway's code is the number of its status. */
const codeWord = words.regex(/[a-z]/i);

/** How MoEngage writes an error, by the endpoints that write it so; one of the schemas fits. */
const ERROR_FORMS = {
	data: [failed],
	deletion: [failed, z.object({ status: z.literal('fail'), title: words, description: words })],
	resubscription: [
		z.object({ response_id: words, error: z.object({ message: words, err_code: words }) }),
	],
	titled: [z.object({ title: words, description: words })],
	coded: [z.object({ error: z.object({ code: codeWord, message: words }) })],
};

export type ErrorForm = keyof typeof ERROR_FORMS;

/** Reads what a body says in any of MoEngage's forms, each text cut at 500 characters. */
export const readErrorBody = (form: ErrorForm, body: IDataObject): ErrorBody => {
	const { error, title, description, message, response_id, request_id } = errorSchema.parse(body);
	const titled = quote([title, description].filter(Boolean).join(': '));
	const mainMessage = error?.message ?? (titled || message || error?.type);
	return {
		message: mainMessage,
		title,
		attribute: error?.attribute ?? error?.target ?? readTarget(error?.details),
		type: error?.type ?? error?.err_code ?? error?.code,
		request_id: error?.request_id ?? request_id ?? response_id,
		details: readDetails(error?.details, mainMessage),
		isOwn: ERROR_FORMS[form].some((schema) => schema.safeParse(body).success),
	};
};
