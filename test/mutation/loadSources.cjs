/**
 * n8n loads the line of an execution when a node first runs, which is inside a test. Loaded before the
 * tests, what runs once when a file is loaded is not taken for something that this first test checks.
 */
if (expect.getState().testPath.includes('workflows')) {
	require('../../nodes/MoEngage/execution/execute');
	require('../../nodes/MoEngage/editor');
	require('../../credentials/MoEngageApi.credentials');
}
