import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

const failOn = (status: number, message: string) => ({
	type: 'responseCode' as const,
	properties: { value: status, message },
});

/** A redirect is not followed: on some, n8n would send the key along. */
const REDIRECTED =
	'The address answered with a redirect, which n8n does not follow to keep your key safe. Check the Data Center. If it is set to Custom, check the Base URL.';

export class MoEngageApi implements ICredentialType {
	name = 'moEngageApi';

	displayName = 'MoEngage API';

	icon: Icon = { light: 'file:../icons/moengage.svg', dark: 'file:../icons/moengage.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-moengage#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Data Center',
			name: 'dataCenter',
			type: 'options',
			default: '01',
			description:
				"The data center that hosts your workspace. Its number is in your dashboard's address: <code>dashboard-03.moengage.com</code> means Data Center 03.",
			options: [
				{ name: '01 – United States', value: '01' },
				{ name: '02 – European Union', value: '02' },
				{ name: '03 – India', value: '03' },
				{ name: '04 – United States', value: '04' },
				{ name: '05 – Singapore', value: '05' },
				{ name: '06 – Indonesia', value: '06' },
				{ name: '101 – dashboard-101.moengage.com', value: '101' },
				{ name: 'Custom (Gateway or Test Server)', value: 'custom' },
			],
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://moengage-gateway.example.com',
			description:
				'The address of the gateway or test server to send requests to instead of MoEngage: a scheme, a host, and an optional path. It must start with https://, or with http:// for a server on the machine that runs n8n.',
			displayOptions: { show: { dataCenter: ['custom'] } },
		},
		{
			displayName: 'Workspace ID',
			name: 'workspaceId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8SIW681S80Z08KSHQFSTIZ8T',
			description:
				'Find it in the MoEngage dashboard under Settings › Account › APIs. It used to be called App ID.',
		},
		{
			displayName: 'Data API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Find it in the MoEngage dashboard under Settings › Account › APIs, in the Data tile. In newer workspaces, create a key of the type Basic under Settings › Account › API keys, and select the APIs that your workflows use. When a key is generated again, the old one stops working everywhere.',
		},
		{
			displayName: 'Project Code',
			name: 'projectCode',
			type: 'string',
			default: '',
			description:
				'The ID of the project. Only workspaces with the Portfolio feature need it; otherwise, leave it empty.',
		},
		{
			displayName: 'Source IP Address',
			name: 'sourceIp',
			type: 'string',
			default: '',
			placeholder: 'e.g. 203.0.113.7',
			description:
				"The public IP address of your n8n server, or several separated by commas. Only workspaces that accept requests from listed IP addresses need it. Otherwise, leave it empty, because MoEngage takes it for the user's location.",
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		// n8n loads every credential when it starts: what only a request needs waits for one.
		const { authorize } = await import('../nodes/MoEngage/api/credential');
		return authorize(credentials, requestOptions);
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.dataCenter === "custom" ? $credentials.baseUrl.trim().replace(/\\/+$/, "") : "https://api-" + $credentials.dataCenter + ".moengage.com" }}',
			url: '/v1/integrations/authentication',
			method: 'POST',
			disableFollowRedirect: true,
			body: {
				app_id: '={{ $credentials.workspaceId.trim() }}',
				app_secret: '={{ $credentials.apiKey.trim() }}',
				source: 'n8n',
				region: '={{ $credentials.dataCenter === "custom" ? "01" : $credentials.dataCenter }}',
			},
		},
		// n8n looks at the rules one by one, but its type allows only one kind of them in a list.
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: 'error',
					message:
						'MoEngage did not accept the Workspace ID and the Data API key. Copy both again from Settings › Account › APIs (in newer workspaces: API keys) in the MoEngage dashboard.',
				},
			},
			...[301, 302, 303, 307, 308].map((status) => failOn(status, REDIRECTED)),
			failOn(
				401,
				"MoEngage did not accept the Workspace ID and the Data API key. Copy both again from Settings › Account › APIs (in newer workspaces: API keys) in the MoEngage dashboard, and check that the Data Center is the one in the dashboard's address.",
			),
			failOn(
				403,
				'MoEngage denied access: the account is blocked or suspended, the key does not cover this API, or the workspace accepts requests only from listed IP addresses. Check the key in the MoEngage dashboard under Settings › Account › APIs (in newer workspaces: API keys), and enter a listed address under Source IP Address.',
			),
			failOn(
				409,
				'The workspace has no API secret yet, or the Workspace ID belongs to another workspace. Generate the Data API key in the MoEngage dashboard under Settings › Account › APIs (in newer workspaces: API keys).',
			),
		] as ICredentialTestRequest['rules'],
	};
}
