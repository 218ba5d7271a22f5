import type { Report } from '../e2e/n8n/host';
import type { RealN8n } from './realN8n';
import type { SandboxProcess } from './sandboxProcess';
import type { Stage } from './stage';
import { writeTable } from './table';

/** What a part of the benchmark measures with. */
export interface Bench {
	/** The engine alone, in a process whose memory and processor time can be told. */
	stage: Stage;
	/** The whole server, as users run it. */
	n8n: RealN8n;
	sandbox: SandboxProcess;
	quick: boolean;
	/** How many runs the fastest is taken of. */
	rounds: number;
	report: Report;
}

/** Measures one thing and prints it. */
export type Part = (bench: Bench) => Promise<void>;

export const print = (title: string, header: string[], rows: string[][]): void => {
	process.stdout.write(`\n## ${title}\n\n${writeTable(header, rows)}\n`);
};

export interface Took {
	milliseconds: number;
}

export const seconds = ({ milliseconds }: Took): string => `${(milliseconds / 1_000).toFixed(1)} s`;

export const perItem = ({ milliseconds }: Took, count: number): string =>
	`${(milliseconds / count).toFixed(2)} ms`;

export const ratio = (one: number, other: number): string => (one / other).toFixed(2);

export const grouped = (number: number): string => number.toLocaleString('en');

/** The fastest of several runs: other programs on the machine only ever make one slower. */
const findFastest = <T extends Took>(runs: T[]): T => {
	const [first, ...others] = runs;
	if (first === undefined) throw new Error('There was no run');
	return others.reduce(
		(one, other) => (other.milliseconds < one.milliseconds ? other : one),
		first,
	);
};

/** Runs the tasks in turn, several times, so that what else the machine does meets them alike. */
export const compare = async <Name extends string>(
	{ sandbox, rounds }: Bench,
	tasks: Record<Name, () => Promise<Took & { failed: number; firstFailure?: string }>>,
): Promise<(name: Name) => Took> => {
	const runs = new Map<string, Took[]>();
	for (let round = 0; round < rounds; round += 1) {
		for (const name in tasks) {
			await sandbox.clear();
			const ran = await tasks[name]();
			if (ran.failed > 0) throw new Error(`${name}: not all were sent: ${ran.firstFailure}`);
			runs.set(name, [...(runs.get(name) ?? []), ran]);
		}
	}
	return (name) => findFastest(runs.get(name) ?? []);
};

const NO_LIMIT = { perMinute: null, perDay: null };

/** The sandbox's limits, where none may blur what is measured. */
export const NO_LIMITS = {
	trackDevice: NO_LIMIT,
	bulkImport: NO_LIMIT,
	bulkResubscribe: NO_LIMIT,
	trackUser: NO_LIMIT,
	trackEvent: NO_LIMIT,
};
