import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface ScriptedRequest {
	/** From 1 on. */
	number: number;
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface ScriptedAnswer {
	status: number;
	headers?: Record<string, string>;
	/** Sent as JSON unless it is text. */
	body?: unknown;
	/** Writes the body instead, in its own time. */
	write?: (response: ServerResponse) => void;
}

export interface ScriptedServer {
	url: string;
	received: ScriptedRequest[];
	close: () => Promise<void>;
}

/** A server that answers what a test says, for answers that MoEngage's sandbox never gives. */
export const startScriptedServer = async (
	answer: (request: ScriptedRequest) => ScriptedAnswer,
): Promise<ScriptedServer> => {
	const received: ScriptedRequest[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const body = Buffer.concat(chunks).toString('utf8');
			const arrived = { number: received.length + 1, method, url, headers, body };
			received.push(arrived);
			const { status, headers: more = {}, body: errorBody = '', write } = answer(arrived);
			response.writeHead(status, more);
			if (write === undefined)
				response.end(typeof errorBody === 'string' ? errorBody : JSON.stringify(errorBody));
			else write(response);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No TCP port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		received,
		close: async () => {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
};

/** A gateway that redirects each request to another host, for the tests of a file or a group. */
export const useRedirect = (status: number, path: string) => {
	let elsewhere: ScriptedServer;
	let gateway: ScriptedServer;
	beforeAll(async () => {
		elsewhere = await startScriptedServer(() => ({ status: 200, body: { status: 'success' } }));
		const headers = { location: `${elsewhere.url}${path}` };
		gateway = await startScriptedServer(() => ({ status, headers }));
	});
	beforeEach(() => {
		elsewhere.received.length = 0;
		gateway.received.length = 0;
	});
	afterAll(async () => {
		await elsewhere.close();
		await gateway.close();
	});
	return {
		get url() {
			return gateway.url;
		},
		/** Sees to it that the request, or so many, ended at the gateway. */
		expectStop: (requests = 1) => {
			const headers = { 'moe-appkey': 'DEMOWORKSPACE' };
			expect(gateway.received).toMatchObject(new Array(requests).fill({ headers }));
			expect(elsewhere.received).toEqual([]);
		},
	};
};
