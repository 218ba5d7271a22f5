import { startSandbox, type Sandbox } from '../../sandbox/server';
import { ensureHost, type Report } from '../n8n/host';
import { createUserFolder, removeUserFolder } from '../n8n/instance';
import { installPackage, packPackage } from '../n8n/package';
import { showOutput } from '../n8n/processes';
import { setUpOwner, startServer, type Server } from '../n8n/server';
import { signIn, type Rest } from './client';

/** A real n8n with the packed package, its owner signed in, and a MoEngage sandbox beside it. */
export interface Stage {
	server: Server;
	sandbox: Sandbox;
	rest: Rest;
	/** Ends all of it and removes what it left. */
	clear(): Promise<void>;
}

const report: Report = (line) => process.stdout.write(`${line}\n`);

/** Sets everything up; what was begun is undone if it fails. */
export const setUpStage = async (): Promise<Stage> => {
	const undo: Array<() => Promise<void>> = [];
	const clear = async (): Promise<void> => {
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		const host = await ensureHost(report);
		const userFolder = await createUserFolder();
		undo.push(async () => await removeUserFolder(userFolder));
		const instance = { host, userFolder };
		await installPackage(instance, await packPackage(userFolder));
		const sandbox = await startSandbox();
		undo.push(sandbox.close);
		const server = await startServer(instance);
		undo.push(server.stop);
		await setUpOwner(server);
		const rest = await signIn(server);
		return { server, sandbox, rest, clear };
	} catch (error) {
		await clear();
		throw showOutput(error);
	}
};
