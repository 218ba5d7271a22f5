import { useRedirect } from '../../workflows/scriptedServer';
import { fillCredential, saveCredential, testCredential } from '../rest/credentials';
import { waitForEnd } from '../rest/executions';
import type { TracedTest } from '../rest/failures';
import type { Stage } from '../rest/stage';
import { manualTrigger, runByHand, saveWorkflow, type WorkflowNode } from '../rest/workflows';

/** The oldest form of the node that is offered, the last that takes the key along, and the newest. */
const HTTP_REQUEST_VERSIONS = [3, 4.2, 4.5];

/** What n8n itself follows: with 302 it asks again without the body, with 307 it repeats all of it. */
const STATUSES = [302, 307];

/** Checks that neither the credential's test nor the HTTP Request node carries the key elsewhere. */
export const testRedirects = (findStage: () => Stage, tracedTest: TracedTest): void => {
	describe.each(STATUSES)('a gateway that redirects to another host with %p', (status) => {
		const gateway = useRedirect(status, '/v1/customer');
		const fillForm = () => ({ ...fillCredential(findStage().sandbox), baseUrl: gateway.url });

		tracedTest('ends the test of the credential, which says why', async () => {
			expect(await testCredential(findStage().rest, fillForm())).toEqual({
				status: 'Error',
				message: expect.stringContaining('The address answered with a redirect'),
			});
			gateway.expectStop();
		});

		for (const typeVersion of HTTP_REQUEST_VERSIONS) {
			tracedTest(`does not get the key from the HTTP Request node ${typeVersion}`, async () => {
				const { rest } = findStage();
				const name = `HTTP Request ${typeVersion}, ${status}`;
				const node: WorkflowNode = {
					name,
					type: 'n8n-nodes-base.httpRequest',
					typeVersion,
					parameters: {
						method: 'POST',
						url: `${gateway.url}/v1/customer`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'moEngageApi',
						sendBody: true,
						specifyBody: 'json',
						jsonBody: '{"customer_id": "ada"}',
						options: {},
					},
					credentials: { moEngageApi: await saveCredential(rest, name, fillForm()) },
				};
				const workflow = await saveWorkflow(rest, name, [manualTrigger, node]);

				await runByHand(rest, workflow);
				const execution = await waitForEnd(rest, workflow.id);

				gateway.expectStop();
				expect(execution.text).not.toContain(fillForm().apiKey);
			});
		}
	});
};
