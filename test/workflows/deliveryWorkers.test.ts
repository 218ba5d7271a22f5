import { startSandbox, type Sandbox } from '../sandbox/server';
import { demoCredential } from './demoCredential';
import { startWorker, type Done } from './deliveryWork';
import { speedUp } from './fastTime';

/** A minute passes in a second and a half. */
const FACTOR = 40;

const WORKERS = 3;
const ADDRESSES = 15;

let withHeaders: Sandbox;
let withoutHeaders: Sandbox;
/** Of each worker, what came of its run with headers and of the one without. */
let done: Done[][];
let slowDown: () => void;

beforeAll(async () => {
	slowDown = speedUp(FACTOR);
	withHeaders = await startSandbox();
	withoutHeaders = await startSandbox({ rateLimitHeaders: 'none', limitAnswer: 'envoy' });
	const runs = (sandbox: Sandbox, worker: number, maxRetries: number) => ({
		parameters: {
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.email }}',
			esp: 'SENDGRID',
			updateEsp: true,
			// Time-outs pass faster, too.
			options: { batchSize: 1, maxRetries, timeout: FACTOR * 30_000 },
		},
		rows: Array.from({ length: ADDRESSES }, (_, index) => ({
			email: `user${index}@worker${worker}.example.com`,
		})),
		credential: demoCredential(sandbox.url),
	});
	done = await Promise.all(
		Array.from(
			{ length: WORKERS },
			async (_, worker) =>
				await startWorker({
					factor: FACTOR,
					runs: [runs(withHeaders, worker, 5), runs(withoutHeaders, worker, 15)],
				}),
		),
	);
}, 90_000);

afterAll(async () => {
	slowDown();
	await withHeaders.close();
	await withoutHeaders.close();
});

/** The first bursts cannot know of each other: each has ten, and MoEngage takes ten of all. */
const FIRST_REFUSALS = (WORKERS - 1) * 10;

it.each([
	['by the rate-limit headers', 0, () => withHeaders, 20],
	['also where a gateway leaves all headers out', 1, () => withoutHeaders, 60],
])('lets three n8n processes share ten requests a minute %s', (_, run, getSandbox, further) => {
	const { applied, refused429 } = getSandbox().counts().bulkResubscribe;

	expect(done.map((runs) => runs[run])).toEqual(
		Array(WORKERS).fill({ sent: ADDRESSES, errors: [] }),
	);
	expect(applied).toBe(WORKERS * ADDRESSES);
	expect(refused429).toBeLessThanOrEqual(FIRST_REFUSALS + further);
});
