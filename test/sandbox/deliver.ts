import type { ServerResponse } from 'node:http';

import type { Reply } from './replies';

/** Sends a reply, as whole and as fast as it says. */
export const deliver = (response: ServerResponse, reply: Reply): void => {
	if (reply.ending === 'hang') return;
	if (reply.ending === 'reset') {
		response.socket?.resetAndDestroy();
		return;
	}
	const body = Buffer.from(reply.body);
	const length = reply.status === 204 ? {} : { 'content-length': body.length };
	response.writeHead(reply.status, { ...reply.headers, ...length });
	if (reply.ending === 'cutBody') {
		response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
	} else {
		response.end(body);
	}
};
