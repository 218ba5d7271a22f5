import { z } from 'zod';

import type { Reply } from './send';

/** How many bytes of an answer are read. MoEngage's own are far smaller. */
export const MAX_ANSWER_BYTES = 5_000_000;

interface Stream extends AsyncIterable<unknown> {
	destroy: () => void;
}

const isStream = (body: unknown): body is Stream =>
	typeof body === 'object' &&
	body !== null &&
	Symbol.asyncIterator in body &&
	'destroy' in body &&
	typeof body.destroy === 'function';

const responseSchema = z.object({
	statusCode: z.number(),
	headers: z.custom<object>((value) => typeof value === 'object' && value !== null),
	body: z.unknown(),
});

/** Reads a stream as text up to `MAX_ANSWER_BYTES`. What is longer is cut, so no JSON is left. */
const readStream = async (stream: Stream, signal: AbortSignal): Promise<string> => {
	const stop = () => stream.destroy();
	if (signal.aborted) stop();
	signal.addEventListener('abort', stop);
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of stream) {
			const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
			chunks.push(bytes);
			size += bytes.length;
			if (size > MAX_ANSWER_BYTES) break;
		}
	} finally {
		signal.removeEventListener('abort', stop);
	}
	return Buffer.concat(chunks).toString('utf8', 0, MAX_ANSWER_BYTES);
};

const readText = async (body: unknown, signal: AbortSignal): Promise<string> => {
	if (isStream(body)) return await readStream(body, signal);
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
};

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads a response of n8n's helper until its end or until the signal is aborted. */
export const readResponse = async (response: unknown, signal: AbortSignal): Promise<Reply> => {
	const { statusCode, headers, body } = responseSchema.parse(response);
	const named = Object.entries(headers).map(([name, value]): [string, string] => [
		name.toLowerCase(),
		String(value),
	]);
	const text = await readText(body, signal);
	return {
		status: statusCode,
		headers: Object.fromEntries(named),
		text: text.replace(BYTE_ORDER_MARK, ''),
	};
};
