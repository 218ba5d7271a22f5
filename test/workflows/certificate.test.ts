import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openTlsDoor, type TlsDoor } from '../sandbox/tlsDoor';
import { fillForm } from './operations';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

/** The sandbox, reached as a gateway in a company is reached that signs its own certificate. */
let gateway: TlsDoor;
let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'moengage-certificate-'));
	gateway = await openTlsDoor(workspace.sandbox.url, folder);
});

afterEach(async () => {
	await gateway.close();
	await rm(folder, { recursive: true });
});

const resubscribe = {
	resource: 'emailResubscription',
	operation: 'resubscribe',
	recipients: '={{ $json.email }}',
	options: { batchSize: 1 },
};

const rows = ['ada', 'bob'].map((name) => ({ email: `${name}@example.com` }));

describe('a certificate that signs itself', () => {
	it('stops the run at once, and names the variable that makes n8n trust it', async () => {
		const ran = await workspace.run(resubscribe, rows, 'stopWorkflow', { url: gateway.url });

		expect(whyStopped(ran)).toMatchObject({
			name: 'NodeApiError',
			message:
				"The certificate of the server at MoEngage's address is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT) (none of the 2 items had been sent) [item 0]",
			description: expect.stringMatching(
				/does not trust the server's certificate\. .*set the environment variable NODE_EXTRA_CA_CERTS to the file with its CA certificate and restart n8n/,
			),
		});
		expect(workspace.sandbox.received()).toEqual([]);
	});

	it('is told to every item, with the same advice, where the run continues: of events, too', async () => {
		const track = fillForm('event/track', { customerId: 'ada', eventName: 'Deal Won' });
		for (const parameters of [resubscribe, track]) {
			const url = gateway.url;
			const ran = await workspace.run(parameters, rows, 'continueErrorOutput', { url });

			expect(ran.output('MoEngage', 1)).toMatchObject(
				rows.map((_, item) => ({
					json: {
						error: expect.stringMatching(/^The certificate .* is not trusted .*\[item \d\]$/),
						description: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
					},
					pairedItem: { item },
				})),
			);
		}
		expect(workspace.sandbox.received()).toEqual([]);
	});
});
