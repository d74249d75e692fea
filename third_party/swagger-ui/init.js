/* The docs page: the contract that this very service was started from. Nothing comes from elsewhere,
 * nothing goes elsewhere (no validator badge, no query configuration), tokens are not kept. */
window.ui = SwaggerUIBundle({
    url: "/v1/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayOperationId: true,
    displayRequestDuration: true,
    filter: true,
    persistAuthorization: false,
    queryConfigEnabled: false,
    validatorUrl: null,
});
