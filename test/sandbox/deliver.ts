import type { ServerResponse } from 'node:http';

import type { Reply } from './replies';

/** Calls `write` again and again until the client or the sandbox closes the connection. */
const repeatUntilClosed = (response: ServerResponse, everyMs: number, write: () => void): void => {
	const timer = setInterval(write, everyMs);
	response.once('close', () => clearInterval(timer));
};

/** Sends a reply, as whole and as fast as it says. */
export const deliver = (response: ServerResponse, reply: Reply): void => {
	if (reply.ending === 'hang') return;
	if (reply.ending === 'reset') {
		response.socket?.resetAndDestroy();
		return;
	}
	const body = Buffer.from(reply.body);
	if (reply.ending === 'endless') {
		response.writeHead(reply.status, reply.headers);
		response.write(body);
		repeatUntilClosed(response, 10, () => response.write(' '.repeat(1_000)));
		return;
	}
	const length = reply.status === 204 ? {} : { 'content-length': body.length };
	response.writeHead(reply.status, { ...reply.headers, ...length });
	if (reply.ending === 'cutBody') {
		response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
	} else if (reply.ending === 'dribble') {
		let sent = 0;
		repeatUntilClosed(response, reply.everyMs ?? 1, () => {
			if (response.writableEnded) return;
			response.write(body.subarray(sent, sent + 1));
			sent += 1;
			if (sent === body.length) response.end();
		});
	} else {
		response.end(body);
	}
};
