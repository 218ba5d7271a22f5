import { constants } from 'node:os';

import { SetUpFailure } from './n8n/host';
import { CommandFailure, endAllCommands } from './n8n/processes';

export interface Script {
	/** Aborted by Ctrl+C and the like. */
	signal: AbortSignal;
	/** Remembers what has to be undone when the script ends, however it ends; the last comes first. */
	atEnd: (undo: () => Promise<void>) => void;
	/** Prints a line of progress. */
	report: (line: string) => void;
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What undoing may take, above all the removal of a half-installed n8n. */
const patienceMs = 60_000;

export const print = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

const complain = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

const explain = (error: unknown): string => {
	if (error instanceof SetUpFailure) return `${error.message}\n\nWhat to do: ${error.advice}`;
	if (error instanceof CommandFailure) {
		return `${error.message}\n\n${error.output}\n\nWhat to do: look at the lines above; they are the end of what the command printed.`;
	}
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const startClock = (): ((line: string) => void) => {
	const start = Date.now();
	return (line) => {
		const seconds = String(Math.round((Date.now() - start) / 1_000));
		print(`${seconds.padStart(4)} s  ${line}`);
	};
};

/**
 * Runs the work of a script that starts other programs. Its result is the exit code; whatever
 * happens, what it started is ended and what it remembered is undone.
 */
export const runScript = async (work: (script: Script) => Promise<number>): Promise<void> => {
	const interruption = new AbortController();
	const steps: Array<() => Promise<void>> = [];
	let interruptedAt: number | undefined;
	let exitCode = 1;

	const interrupt = (name: (typeof endings)[number]): void => {
		if (interruptedAt !== undefined) {
			// npm and the terminal can both pass on the same Ctrl+C; only a later one is another.
			if (Date.now() - interruptedAt > 1_000) process.exit(128 + constants.signals[name]);
			return;
		}
		interruptedAt = Date.now();
		exitCode = 128 + constants.signals[name];
		print('\nStopping …');
		interruption.abort();
		void endAllCommands();
		setTimeout(() => process.exit(exitCode), patienceMs).unref();
	};
	for (const name of endings) process.on(name, () => interrupt(name));

	try {
		const result = await work({
			signal: interruption.signal,
			atEnd: (undo) => steps.push(undo),
			report: startClock(),
		});
		if (interruptedAt === undefined) exitCode = result;
	} catch (error) {
		// What was interrupted fails in its own way; that is no news.
		if (interruptedAt === undefined) complain(`\n${explain(error)}`);
	}
	for (const undo of steps.reverse()) {
		try {
			await undo();
		} catch (error) {
			complain(explain(error));
		}
	}
	await endAllCommands();
	process.exit(exitCode);
};
