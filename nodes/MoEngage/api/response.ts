import { isObject } from './json';
import type { HttpResponse } from './send';

/** How many bytes of an answer are read. MoEngage's own are far smaller. */
export const MAX_ANSWER_BYTES = 5_000_000;

const isStream = (body: unknown): body is AsyncIterable<unknown> =>
	isObject(body) && Symbol.asyncIterator in body;

/** What n8n's helper returns where the full response was asked for. */
interface Response {
	statusCode: number;
	headers: object;
	body: unknown;
}

const isResponse = (value: unknown): value is Response =>
	isObject(value) &&
	'statusCode' in value &&
	typeof value.statusCode === 'number' &&
	'headers' in value &&
	isObject(value.headers) &&
	'body' in value;

/** Reads a stream as text up to `MAX_ANSWER_BYTES`. What is longer is cut, so it is no JSON then. */
const readStream = async (stream: AsyncIterable<unknown>): Promise<string> => {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
		chunks.push(bytes);
		size += bytes.length;
		if (size > MAX_ANSWER_BYTES) break;
	}
	return Buffer.concat(chunks).toString('utf8', 0, MAX_ANSWER_BYTES);
};

const readText = async (body: unknown): Promise<string> => {
	if (isStream(body)) return await readStream(body);
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
};

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads a response of n8n's helper to its end, which comes early when its signal is aborted. */
export const readResponse = async (response: unknown): Promise<HttpResponse> => {
	if (!isResponse(response)) throw new Error("n8n's request helper returned no response");
	const { statusCode, headers, body } = response;
	const named = Object.entries(headers).map(([name, value]): [string, string] => [
		name.toLowerCase(),
		String(value),
	]);
	const text = await readText(body);
	return {
		status: statusCode,
		headers: Object.fromEntries(named),
		text: text.replace(BYTE_ORDER_MARK, ''),
	};
};
