import { z } from 'zod';

import { owner, type Server } from '../n8n/server';

/** n8n's own API, which its editor works with. */
export interface Rest {
	/** Answers what n8n puts into `data`; throws where it refuses. */
	get<Schema extends z.ZodTypeAny>(path: string, schema: Schema): Promise<z.output<Schema>>;
	post<Schema extends z.ZodTypeAny>(
		path: string,
		body: unknown,
		schema: Schema,
	): Promise<z.output<Schema>>;
	/** The file behind an address, such as an icon; any status. */
	download(path: string): Promise<Response>;
}

const answerSchema = z.object({ data: z.unknown() });

/** An editor that has been idle for long would be told to sign in again; a test never is. */
const patienceMs = 60_000;

/** Signs in as the owner would on the login page. */
export const signIn = async (server: Server): Promise<Rest> => {
	const send = async (
		method: 'GET' | 'POST',
		path: string,
		body?: unknown,
		cookie?: string,
	): Promise<Response> =>
		await fetch(`${server.url}${path}`, {
			method,
			headers: {
				...(cookie === undefined ? {} : { cookie }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(patienceMs),
		});

	const readData = async <Schema extends z.ZodTypeAny>(
		response: Response,
		schema: Schema,
	): Promise<z.output<Schema>> => {
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`n8n refused ${response.url} (${response.status}): ${text.slice(0, 1_000)}`);
		}
		return schema.parse(answerSchema.parse(JSON.parse(text)).data);
	};

	const login = await send('POST', '/rest/login', {
		emailOrLdapLoginId: owner.email,
		password: owner.password,
	});
	await readData(login, z.object({ email: z.literal(owner.email) }));
	const cookie = login.headers
		.getSetCookie()
		.map((entry) => entry.split(';')[0])
		.join('; ');

	return {
		get: async (path, schema) => await readData(await send('GET', path, undefined, cookie), schema),
		post: async (path, body, schema) =>
			await readData(await send('POST', path, body, cookie), schema),
		download: async (path) => await send('GET', path, undefined, cookie),
	};
};
