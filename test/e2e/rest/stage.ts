import { startSandbox, type Sandbox } from '../../sandbox/server';
import { ensureHost, type Report } from '../n8n/host';
import { createUserFolder, removeUserFolder } from '../n8n/instance';
import { installPackage, packPackage } from '../n8n/package';
import { CommandFailure } from '../n8n/processes';
import { setUpOwner, startServer, type Owner, type Server } from '../n8n/server';
import { signIn, type Rest } from './client';

/** A real n8n with the packed package, its owner signed in, and a MoEngage sandbox beside it. */
export interface Stage {
	server: Server;
	sandbox: Sandbox;
	owner: Owner;
	rest: Rest;
	/** Ends all of it and removes what it left. */
	clear(): Promise<void>;
}

/** n8n asks for eight characters, a digit and a capital letter. It listens on loopback only. */
const owner: Owner = {
	email: 'ops@example.com',
	password: 'MoEngage-ops-1',
	firstName: 'Olive',
	lastName: 'Ops',
};

const report: Report = (line) => process.stdout.write(`${line}\n`);

/** Sets all up anew; what was begun is undone where it fails. */
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
		await setUpOwner(server, owner);
		const rest = await signIn(server, owner);
		return { server, sandbox, owner, rest, clear };
	} catch (error) {
		await clear();
		// Jest prints the message alone; why n8n ended stands in what it printed.
		if (!(error instanceof CommandFailure)) throw error;
		throw new Error(`${error.message}\n\n${error.output}`, { cause: error });
	}
};
