import { z } from 'zod';

import { startSandbox, type Counts, type Sandbox } from '../sandbox/server';
import { ensureHost } from './n8n/host';
import { showOutput } from './n8n/processes';
import { setUpOwner } from './n8n/server';
import { createCluster, startCluster, type RunningCluster } from './queue/cluster';
import { startServices, type Services } from './queue/services';
import { publishJobs, type JobName } from './queue/workflows';
import { signIn, type Rest } from './rest/client';
import { fillCredential, saveCredential } from './rest/credentials';
import { listItems, readExecution, type Execution } from './rest/executions';
import { waitFor } from './rest/waiting';
import { callWebhook } from './rest/webhooks';

const minute = 60_000;

const tell = (line: string): void => {
	process.stdout.write(`${line}\n`);
};

interface Customer {
	customer: string;
	email: string;
}

interface Order {
	job: JobName;
	customers: Customer[];
}

const itemsPerOrder = { resubscribe: 200, optOut: 60 };

const createCustomers = (name: string, count: number): Customer[] =>
	Array.from({ length: count }, (_, index) => ({
		customer: `${name}-${index}`,
		email: `${name}-${index}@example.com`,
	}));

/** One job after the other in turn, each with customers of its own. */
const listOrders = (run: string, count: number): Order[] =>
	Array.from({ length: count }, (_, number) => {
		const job = number % 2 === 0 ? 'resubscribe' : 'optOut';
		return { job, customers: createCustomers(`${run}-${number}`, itemsPerOrder[job]) };
	});

const sharedLimits = ['bulkResubscribe', 'manageDevices'] as const;

const describeCounts = (counts: Counts): string =>
	sharedLimits
		.map((endpoint) => {
			const { requests, refused429, maxInWindow } = counts[endpoint];
			return `${endpoint}: ${requests} requests, ${refused429} of them refused for the limit, ${maxInWindow} at most in a window`;
		})
		.join('; ');

/** Three processes learn of each other from the headers of answers only. Measured were 3 % of all requests. */
const mostRefused = 0.1;

const findRefusedShare = (counts: Counts): number => {
	const sum = (field: 'refused429' | 'requests'): number =>
		sharedLimits.reduce((total, endpoint) => total + counts[endpoint][field], 0);
	return sum('refused429') / sum('requests');
};

const countEach = (values: Iterable<number | string>): Record<string, number> => {
	const counts: Record<string, number> = {};
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	return counts;
};

/** Whom an output item of either workflow is about. */
const readCustomers = (item: Record<string, unknown>): unknown[] =>
	Array.isArray(item.recipients) ? item.recipients : [item.user_identifier_value];

const summariesSchema = z.object({
	results: z.array(z.object({ id: z.coerce.string(), status: z.string() })),
});

const isUnderWay = (status: string): boolean => ['new', 'running', 'waiting'].includes(status);

describe('n8n in queue mode, with a main and three workers', () => {
	const undo: Array<() => Promise<void>> = [];
	let sandbox: Sandbox;
	let cluster: RunningCluster;
	let rest: Rest;
	const seen = new Set<string>();

	const setUp = async (): Promise<void> => {
		const host = await ensureHost(tell);
		const services: Services = await startServices();
		undo.push(services.stop);
		// One limit is higher than the documented, one lower: only the headers tell. Each needs two minutes.
		sandbox = await startSandbox({
			limits: { bulkResubscribe: { perMinute: 40 }, manageDevices: { perMinute: 200 } },
			latencyMs: { min: 20, max: 80 },
		});
		undo.push(sandbox.close);
		cluster = await startCluster(await createCluster(host, services));
		undo.push(cluster.stop);
		await setUpOwner(cluster.server);
		rest = await signIn(cluster.server);
		await publishJobs(rest, await saveCredential(rest, 'MoEngage', fillCredential(sandbox)));
	};

	beforeAll(async () => {
		try {
			await setUp();
		} catch (error) {
			throw showOutput(error);
		}
	}, 20 * minute);

	afterAll(async () => {
		for (const step of undo.reverse()) await step();
	}, 2 * minute);

	const start = async ({ job, customers }: Order): Promise<void> => {
		const { status } = await callWebhook(cluster.server, job, { customers });
		if (status !== 200) throw new Error(`The webhook answered ${status}`);
	};

	/** Waits until each of so many new executions has come to an end, whatever that is. */
	const waitForAll = async (count: number): Promise<Execution[]> => {
		const ended = await waitFor(
			`${count} executions to end`,
			async () => {
				const { results } = await rest.get('/rest/executions?limit=100', summariesSchema);
				const fresh = results.filter(({ id }) => !seen.has(id));
				const isDone = fresh.length >= count && !fresh.some(({ status }) => isUnderWay(status));
				return isDone ? fresh : undefined;
			},
			5 * minute,
		);
		for (const { id } of ended) seen.add(id);
		return await Promise.all(ended.map(async ({ id }) => await readExecution(rest, id)));
	};

	const tellHow = (executions: Execution[], begin: number): void => {
		tell(
			`${describeCounts(sandbox.counts())}; ${((performance.now() - begin) / 1_000).toFixed(1)} seconds`,
		);
		tell(`executions: ${JSON.stringify(countEach(executions.map(({ status }) => status)))}`);
		for (const { id, status, error } of executions) {
			if (status !== 'success') tell(`execution ${id} (${status}): ${JSON.stringify(error)}`);
		}
	};

	/** How often each customer was told to MoEngage. */
	const listTimes = (): number[] => {
		const { resubscribed, optOuts } = sandbox.state;
		return [
			...[...resubscribed.values()].map(({ times }) => times),
			...[...optOuts.values()].map(({ writes }) => writes),
		];
	};

	const tellTimes = (): void =>
		tell(`customers, by how often they were told: ${JSON.stringify(countEach(listTimes()))}`);

	it(
		'applies twelve executions that share the limits of one workspace: each customer once, few requests refused',
		async () => {
			sandbox.clear();
			const begin = performance.now();
			const orders = listOrders('calm', 12);
			await Promise.all(orders.map(start));
			const executions = await waitForAll(orders.length);
			tellHow(executions, begin);
			tellTimes();

			expect(countEach(executions.map(({ status }) => status))).toEqual({ success: 12 });
			expect(cluster.workers.every((worker) => worker.listStarted().length > 0)).toBe(true);
			expect(
				countEach(executions.map((execution) => listItems(execution, 'MoEngage').length)),
			).toEqual({ [itemsPerOrder.resubscribe]: 6, [itemsPerOrder.optOut]: 6 });
			expect(countEach(listTimes())).toEqual({ 1: 6 * 200 + 6 * 60 });
			expect(findRefusedShare(sandbox.counts())).toBeLessThan(mostRefused);
		},
		8 * minute,
	);

	it(
		'leaves no half-told item when a worker is killed in mid-run',
		async () => {
			sandbox.clear();
			const begin = performance.now();
			const orders = listOrders('killed', 6);
			await Promise.all(orders.map(start));
			const victim = await waitFor(
				'a worker to be in the middle of its work',
				() =>
					sandbox.state.resubscribed.size > 100
						? cluster.workers.find((worker) => worker.listRunning().length > 0)
						: undefined,
				3 * minute,
			);
			const running = victim.listRunning();
			await victim.kill();
			tell(`${victim.name} was killed with ${running.length} executions under way`);

			const executions = await waitForAll(orders.length);
			tellHow(executions, begin);
			tellTimes();
			const survivors = executions.filter(({ status }) => status === 'success');
			// What n8n does: it starts none of the others again, and keeps nothing of what they had done.
			const given = executions.filter(({ status }) => status !== 'success');
			const lost = given.map(({ id }) => id);
			expect(lost.length).toBeGreaterThan(0);
			// Those that the others had begun go on.
			const others = cluster.workers.filter((worker) => worker !== victim);
			expect(
				others.flatMap((worker) => worker.listStarted()).filter((id) => lost.includes(id)),
			).toEqual([]);
			expect(given.every(({ status }) => status === 'error')).toBe(true);
			expect(given.flatMap((execution) => listItems(execution, 'MoEngage'))).toEqual([]);

			const told = survivors.flatMap((execution) => listItems(execution, 'MoEngage'));
			const isTold = (customer: Customer): boolean =>
				told.some((item) => readCustomers(item).includes(customer.email)) ||
				told.some((item) => readCustomers(item).includes(customer.customer));
			const toldOrders = orders.filter(({ customers }) => customers.slice(0, 1).every(isTold));
			const untoldOrders = orders.filter((order) => !toldOrders.includes(order));
			expect(told.length).toBe(
				toldOrders.reduce((count, { customers }) => count + customers.length, 0),
			);
			expect(untoldOrders.length).toBe(lost.length);

			const repeat = performance.now();
			await Promise.all(untoldOrders.map(start));
			const repeated = await waitForAll(untoldOrders.length);
			tell('The lost executions were started again by hand:');
			tellHow(repeated, repeat);
			tellTimes();
			expect(countEach(repeated.map(({ status }) => status))).toEqual({ success: lost.length });
			expect(sandbox.state.resubscribed.size).toBe(3 * itemsPerOrder.resubscribe);
			expect(sandbox.state.optOuts.size).toBe(3 * itemsPerOrder.optOut);
			expect(Math.max(...listTimes())).toBeLessThanOrEqual(2);
		},
		12 * minute,
	);
});
