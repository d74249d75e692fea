// The contract's schemas as Fastify takes them: references resolved, one validator for each of
// body, query, path and headers of an operation, and the serializer of its success answer.
function resolve(node, root, depth = 0) {
  if (depth > 40) throw new Error('the schema refers to itself');
  if (Array.isArray(node)) return node.map((each) => resolve(each, root, depth + 1));
  if (node === null || typeof node !== 'object') return node;
  if (typeof node.$ref === 'string') {
    const target = node.$ref.slice(2).split('/').reduce((at, key) => at[key.replace(/~1/g, '/')], root);
    return resolve(target, root, depth + 1);
  }
  const entries = Object.entries(node).filter(([key]) => !/^(examples?|description|x-)/.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, resolve(value, root, depth + 1)]));
}

function parameters(operation, place) {
  const of = operation.parameters.filter((parameter) => parameter.in === place);
  const name = (parameter) => (place === 'header' ? parameter.name.toLowerCase() : parameter.name);
  return {
    type: 'object',
    properties: Object.fromEntries(of.map((parameter) => [name(parameter), parameter.schema])),
    required: of.filter((parameter) => parameter.required).map(name),
    additionalProperties: place === 'header',
  };
}

/** operationId → { schema for Fastify } */
export function schemas(contract) {
  const found = {};
  for (const path of Object.values(contract.paths)) {
    const shared = path.parameters ?? [];
    for (const method of ['get', 'post']) {
      if (!['visits_get', 'visits_list', 'visits_create'].includes(path[method]?.operationId)) continue;
      const operation = resolve({ ...path[method], parameters: [...shared, ...(path[method].parameters ?? [])] }, contract);
      const [status, response] = Object.entries(operation.responses).find(([code]) => code.startsWith('2'));
      found[operation.operationId] = {
        params: parameters(operation, 'path'),
        querystring: parameters(operation, 'query'),
        headers: parameters(operation, 'header'),
        ...(operation.requestBody && { body: operation.requestBody.content['application/json'].schema }),
        response: { [status]: response.content['application/json'].schema },
      };
    }
  }
  return found;
}
