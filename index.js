const { MoEngageApi } = require('./dist/credentials/MoEngageApi.credentials.js');
const { MoEngage } = require('./dist/nodes/MoEngage/MoEngage.node.js');

module.exports = { MoEngage, MoEngageApi };
