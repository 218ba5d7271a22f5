import { createServer } from 'node:http';
import { z } from 'zod';

/** What the model answers next: a call of one of its tools, or words. */
export type Turn = { tool: string; arguments: Record<string, unknown> } | { words: string };

const requestSchema = z.object({
	messages: z.array(z.object({ role: z.string(), content: z.unknown() }).passthrough()),
	tools: z
		.array(
			z.object({
				function: z.object({
					name: z.string(),
					description: z.string().optional(),
					parameters: z.object({ properties: z.record(z.unknown()) }).passthrough(),
				}),
			}),
		)
		.optional(),
});

export type ChatRequest = z.output<typeof requestSchema>;

/** An OpenAI-compatible server on loopback that follows a script. */
export interface ChatModel {
	/** What n8n's OpenAI credential takes as its base URL. */
	url: string;
	/** What it was asked, oldest first. */
	requests: ChatRequest[];
	follow(script: Turn[]): void;
	close(): Promise<void>;
}

const describeMessage = (turn: Turn, index: number): object =>
	'words' in turn
		? { role: 'assistant', content: turn.words }
		: {
				role: 'assistant',
				content: null,
				tool_calls: [
					{
						id: `call_${index}`,
						type: 'function',
						function: { name: turn.tool, arguments: JSON.stringify(turn.arguments) },
					},
				],
			};

/** One answer as the chat completions API gives it when it does not stream. */
const describeCompletion = (turn: Turn, index: number): object => ({
	id: `chatcmpl-${index}`,
	object: 'chat.completion',
	created: 1_700_000_000,
	model: 'gpt-5-mini',
	choices: [
		{
			index: 0,
			message: describeMessage(turn, index),
			finish_reason: 'words' in turn ? 'stop' : 'tool_calls',
		},
	],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

export const startChatModel = async (): Promise<ChatModel> => {
	const requests: ChatRequest[] = [];
	let script: Turn[] = [];

	const refuse = (message: string) => ({ status: 400, content: { error: { message } } });

	const answer = (body: string): { status: number; content: object } => {
		const request = requestSchema.safeParse(JSON.parse(body));
		if (!request.success) return refuse(request.error.message);
		const turn = script.shift();
		if (turn === undefined) return refuse('The script is at its end');
		requests.push(request.data);
		return { status: 200, content: describeCompletion(turn, requests.length) };
	};

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { status, content } = answer(Buffer.concat(chunks).toString('utf8'));
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(content));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No TCP port');

	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		requests,
		follow: (turns) => {
			script = [...turns];
			requests.length = 0;
		},
		close: async () => {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
};
