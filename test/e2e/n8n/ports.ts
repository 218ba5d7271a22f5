import { once } from 'node:events';
import { createServer } from 'node:net';

const loopback = '127.0.0.1';

/** Whether nothing listens on this port of the loopback address. 0 stands for any free port. */
const tryPort = async (port: number): Promise<number | undefined> => {
	const server = createServer();
	server.listen(port, loopback);
	try {
		await once(server, 'listening');
	} catch {
		return undefined;
	}
	const address = server.address();
	server.close();
	await once(server, 'close');
	return typeof address === 'object' ? address?.port : undefined;
};

export const findFreePort = async (): Promise<number> => {
	const port = await tryPort(0);
	if (port === undefined) throw new Error(`No free port was found on ${loopback}`);
	return port;
};

export const isFreePort = async (port: number): Promise<boolean> =>
	(await tryPort(port)) !== undefined;
