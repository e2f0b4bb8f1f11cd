// Google's client for Node (npm googleapis) against the emulator at the URL given: one line a check.
// The server must run on a manual clock; NODE_PATH says where the package is.
'use strict';

const assert = require('node:assert');
const {google} = require('googleapis');

const url = process.argv[2].replace(/\/$/, '');
const parent = 'projects/node-client';
const ml = google.ml({version: 'v1', rootUrl: `${url}/`});
const jobs = ml.projects.jobs;
let failures = 0;

function check(what, got, expected) {
  try {
    assert.deepStrictEqual(got, expected);
    console.log(`ok - node: ${what}`);
  } catch {
    fail(what, `expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
  }
}

function fail(what, why) {
  failures += 1;
  console.log(`not ok - node: ${what}\n# ${why.replaceAll('\n', '\n# ')}`);
}

const name = id => `${parent}/jobs/${id}`;

const container = (id, more = {}) => ({
  jobId: id,
  trainingInput: {region: 'us-central1', masterConfig: {imageUri: 'gcr.io/p/i'}},
  ...more,
});

const create = async requestBody => (await jobs.create({parent, requestBody})).data;
const get = async (id, more = {}) => (await jobs.get({name: name(id), ...more})).data;

/** Code, status and first field of the error that a call ends in. */
async function refusal(call) {
  try {
    await call;
  } catch (error) {
    const {code, status, details = []} = error.response.data.error;
    assert.strictEqual(Number(error.status), code);
    return [code, status, details[0]?.fieldViolations?.[0].field];
  }
  return [200];
}

async function advance(duration) {
  await fetch(`${url}/emulator/v1/${parent}/clock:advance`, {method: 'POST', body: JSON.stringify({duration})});
}

async function lives() {
  const sent = container('node_job');
  sent.trainingInput.args = ['--text=<é> & \u2028 "q"'];
  const created = await create(sent);
  check('create answers QUEUED', created.state, 'QUEUED');
  check('the input comes back as sent', created.trainingInput, sent.trainingInput);
  await advance('3600s');
  const job = await get('node_job');
  check('the job runs to SUCCEEDED', job.state, 'SUCCEEDED');
  check('it was created when the clock began', job.createTime, '2020-01-01T00:00:00Z');

  await create(container('to_cancel'));
  const answer = await jobs.cancel({name: name('to_cancel')});
  check('cancel without a body answers an empty object', [answer.status, answer.data], [200, {}]);
  check('the job is CANCELLING', (await get('to_cancel')).state, 'CANCELLING');
  await advance('3600s');
  const cancelled = await get('to_cancel');
  check('and ends CANCELLED, saying why', [cancelled.state, cancelled.errorMessage],
    ['CANCELLED', 'Job is cancelled by the user.']);
}

async function lists() {
  const other = 'projects/node-client-lists';
  check('a list of none is an empty object', (await jobs.list({parent: other})).data, {});
  for (let number = 0; number < 5; number += 1) {
    const requestBody = container(`list_${number}`, {labels: {parity: ['even', 'odd'][number % 2]}});
    await jobs.create({parent: other, requestBody});
  }
  const pages = [];
  let pageToken;
  do {
    const {data} = await jobs.list({parent: other, pageSize: 2, pageToken});
    pages.push(data.jobs.map(job => job.jobId));
    pageToken = data.nextPageToken;
  } while (pageToken);
  check('pages follow their tokens, newest first', pages, [['list_4', 'list_3'], ['list_2', 'list_1'], ['list_0']]);
  const filtered = await jobs.list({parent: other, filter: 'labels.parity:odd AND jobId:list_*', fields: 'jobs(jobId,labels)'});
  check('a filter with spaces and stars, and fields', filtered.data, {
    jobs: [{jobId: 'list_3', labels: {parity: 'odd'}}, {jobId: 'list_1', labels: {parity: 'odd'}}],
  });
  check('fields of a job', await get('node_job', {fields: 'state,trainingInput/region'}),
    {trainingInput: {region: 'us-central1'}, state: 'SUCCEEDED'});
  check('a page token of another list is refused', (await refusal(jobs.list({parent: other, pageToken: 'x'}))).slice(0, 2),
    [400, 'INVALID_ARGUMENT']);
}

async function changes() {
  const created = await create(container('labelled', {labels: {team: 'vision', 'airflow-version': 'v2-1-0'}}));
  const patch = (updateMask, requestBody) => jobs.patch({name: name('labelled'), updateMask, requestBody});
  const changed = (await patch('labels', {labels: {team: 'speech'}})).data;
  check('patch replaces the whole map', changed.labels, {team: 'speech'});
  check('patch gives another etag', changed.etag !== created.etag, true);
  check('a stale etag is refused', await refusal(patch('labels,etag', {labels: {}, etag: created.etag})),
    [409, 'ABORTED', 'etag']);
  check('the labels are as they were', (await get('labelled')).labels, {team: 'speech'});
  const fresh = (await patch('labels,etag', {labels: {team: 'audio'}, etag: changed.etag})).data;
  check('the current etag is taken', fresh.labels, {team: 'audio'});
  check('an empty map clears', 'labels' in (await patch('labels', {labels: {}})).data, false);
}

async function policies() {
  const resource = name('node_job');
  const policy = (await jobs.getIamPolicy({resource, 'options.requestedPolicyVersion': 3})).data;
  check('a policy that was never set has an etag alone', Object.keys(policy), ['etag']);
  const condition = {expression: 'true', title: 'always'};
  policy.bindings = [{role: 'roles/ml.viewer', members: ['user:a@example.com'], condition}];
  policy.version = 3;
  const set = (await jobs.setIamPolicy({resource, requestBody: {policy}})).data;
  check('what was read can be written with a binding more', set.bindings, policy.bindings);
  const read = (await jobs.getIamPolicy({resource, 'options.requestedPolicyVersion': 3})).data;
  check('and is read as it was written', read, set);
  check('a second write with the first etag is refused',
    (await refusal(jobs.setIamPolicy({resource, requestBody: {policy}}))).slice(0, 2), [409, 'ABORTED']);
  const permissions = ['ml.jobs.get', 'ml.jobs.cancel'];
  check('testIamPermissions grants all', (await jobs.testIamPermissions({resource, requestBody: {permissions}})).data,
    {permissions});
  const config = (await ml.projects.getConfig({name: parent})).data;
  check('getConfig has the service account of the project\'s number', config.serviceAccount,
    `service-${config.serviceAccountProject}@cloud-ml.google.com.iam.gserviceaccount.com`);
}

async function errors() {
  check('a used jobId', await refusal(create(container('node_job'))), [409, 'ALREADY_EXISTS', 'job.job_id']);
  check('a jobId of another alphabet', await refusal(create(container('no-dash'))), [400, 'INVALID_ARGUMENT', 'job_id']);
  check('an unknown job', await refusal(get('nobody')), [404, 'NOT_FOUND', 'name']);
  check('cancel of an ended job', (await refusal(jobs.cancel({name: name('node_job')}))).slice(0, 2),
    [400, 'FAILED_PRECONDITION']);
  check('a method that is not emulated', (await refusal(ml.projects.models.list({parent}))).slice(0, 2),
    [501, 'UNIMPLEMENTED']);
  const message = await create(container('node_job')).catch(error => error.message);
  check('the message of an error is the service\'s', message, 'Field: job.job_id Error: A job with this id already exists.');
}

async function discovers() {
  const served = await google.discoverAPI(`${url}/$discovery/rest?version=v1`);
  const {data} = await served.projects.jobs.get({name: name('node_job')});
  check('a client made from the served document finds its way', data.state, 'SUCCEEDED');
}

async function main() {
  for (const part of [lives, lists, changes, policies, errors, discovers]) {
    try {
      await part();
    } catch (error) { // One broken conversation must not hide the others.
      fail(part.name, String(error.stack ?? error));
    }
  }
  process.exitCode = failures ? 1 : 0;
}

main();
