import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { once } from 'node:events';

export type Environment = Record<string, string | undefined>;

export interface CommandOptions {
	cwd: string;
	env: Environment;
	/** Where what it prints is kept as well. */
	logFile?: string;
	/**
	 * Takes the standard output instead of a pipe. What a program has written to a pipe is cut off
	 * when it ends itself before all of it was read; a file has it at once.
	 */
	outputFile?: string;
	/** Milliseconds; none by default. */
	timeout?: number;
}

export interface FinishedCommand {
	/** `null`: ended by a signal. */
	code: number | null;
	stdout: string;
	stderr: string;
}

/** A command that did not do what it should; `output` is the end of what it printed. */
export class CommandFailure extends Error {
	constructor(
		message: string,
		readonly output: string,
	) {
		super(message);
	}
}

/** The error as jest shows it all: jest prints the message alone, and why a command ended is in its output. */
export const showOutput = (error: unknown): unknown =>
	error instanceof CommandFailure
		? new Error(`${error.message}\n\n${error.output}`, { cause: error })
		: error;

/** What one reads of a long output when something went wrong. */
export const lastLines = (output: string, count = 25): string =>
	output.trimEnd().split('\n').slice(-count).join('\n');

const running = new Set<ChildProcess>();

const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group is gone already.
	}
};

// Each command leads a process group of its own, so that ending it also ends what it has started
// (npm's compilers, n8n's task runner). The terminal's Ctrl+C therefore reaches only this process.
process.on('exit', () => {
	for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * A Node option that ends a program once the one that started it is gone, even if that was killed
 * and could not end it. Programs that are started in turn inherit it.
 */
const endWithParent = `--import data:text/javascript,${encodeURIComponent(
	'const parent = process.ppid; setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGTERM"); }, 1000).unref();',
)}`;

export const startCommand = (
	command: string,
	args: string[],
	options: Pick<CommandOptions, 'cwd' | 'env'>,
	output: number | 'pipe' = 'pipe',
): ChildProcess => {
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: { ...options.env, NODE_OPTIONS: endWithParent },
		stdio: ['ignore', output, 'pipe'],
		detached: true,
	});
	running.add(child);
	child.once('exit', () => {
		// Leftovers of the group must not outlive its leader.
		signalGroup(child, 'SIGKILL');
		running.delete(child);
	});
	child.once('error', () => running.delete(child));
	return child;
};

/** Asks the command and all that it started to end, and makes them after `patience` ms. */
export const endCommand = async (child: ChildProcess, patience = 15_000): Promise<void> => {
	if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
	const ended = once(child, 'exit');
	signalGroup(child, 'SIGTERM');
	const lastResort = setTimeout(() => signalGroup(child, 'SIGKILL'), patience);
	await ended;
	clearTimeout(lastResort);
};

export const endAllCommands = async (): Promise<void> => {
	await Promise.all([...running].map(async (child) => await endCommand(child, 2_000)));
};

/** Runs a command to its end, whatever its exit code is. */
export const runCommand = async (
	command: string,
	args: string[],
	options: CommandOptions,
): Promise<FinishedCommand> => {
	const { outputFile } = options;
	const output = outputFile === undefined ? undefined : await open(outputFile, 'w');
	const child = startCommand(command, args, options, output?.fd);
	const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined;
	const stdout: Buffer[] = [];
	const stderr: Buffer[] = [];
	child.stdout?.on('data', (chunk: Buffer) => {
		stdout.push(chunk);
		log?.write(chunk);
	});
	child.stderr?.on('data', (chunk: Buffer) => {
		stderr.push(chunk);
		log?.write(chunk);
	});

	let isLate = false;
	const deadline =
		options.timeout === undefined
			? undefined
			: setTimeout(() => {
					isLate = true;
					signalGroup(child, 'SIGKILL');
				}, options.timeout);
	try {
		await once(child, 'close');
	} finally {
		clearTimeout(deadline);
		log?.end();
		await output?.close();
	}
	const finished = {
		code: child.exitCode,
		stdout:
			outputFile === undefined
				? Buffer.concat(stdout).toString()
				: await readFile(outputFile, 'utf8'),
		stderr: Buffer.concat(stderr).toString(),
	};
	if (isLate) {
		throw new CommandFailure(
			`${[command, ...args].join(' ')} took longer than ${(options.timeout ?? 0) / 1_000} s`,
			lastLines(finished.stdout + finished.stderr),
		);
	}
	return finished;
};

/** Runs a command that has to succeed, and answers what it wrote to its standard output. */
export const runOrFail = async (
	command: string,
	args: string[],
	options: CommandOptions,
): Promise<string> => {
	const { code, stdout, stderr } = await runCommand(command, args, options);
	if (code !== 0) {
		throw new CommandFailure(
			`${[command, ...args].join(' ')} ended with ${code === null ? 'a signal' : `exit code ${code}`}`,
			lastLines(`${stdout}\n${stderr}`),
		);
	}
	return stdout;
};
